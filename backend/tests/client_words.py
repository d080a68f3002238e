"""The API's words, as a client of it has them."""

from releasewatch.client.vocabulary import vocabulary_of
from releasewatch.models.status import StateTable
from releasewatch.models.words import TERMS, vocabulary

CLIENT_WORDS = vocabulary_of(
    {
        "vocabulary": [each.model_dump(mode="json") for each in vocabulary(StateTable({}))],
        "words": [each.model_dump(mode="json") for each in TERMS.values()],
        "poll_interval": 2,
    }
)
