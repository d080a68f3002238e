"""The product's own description, which takes seconds to write: once for all tests of a process."""

import schemathesis

from releasewatch.main import describe_api

DOCUMENT = describe_api()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
