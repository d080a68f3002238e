"""A tree that is patched with its changes is the tree that a whole read gives, whichever one the client had.

Of the kind, and tried: other states and words, new and dropped parts at every level, another order, a part that comes
back under its path, waves that are told by what is around them, several builds missed, a base that nobody knows.
"""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reads import LONG, RELEASE, Reads, assert_as_made_anew
from releasewatch.client.changes import put_on
from releasewatch.models.status import EntityType, StateTable
from releasewatch.models.words import Word
from releasewatch.services.trees.assembler import Assembler
from releasewatch.services.trees.builder import Hierarchies
from releasewatch.services.trees.own_status import StuckRule
from releasewatch.services.trees.snapshot import Snapshot

WAVES = ["wave:w", "wave:x", "wave:y"]
CLUSTERS = [f"cluster:{name}" for name in range(3)]
BELOW = {
    RELEASE: ("wave_ids", WAVES),
    "wave:w": ("cluster_ids", CLUSTERS[:2]),
    "wave:x": ("cluster_ids", CLUSTERS[2:]),
    **{f"bundle:{name}": ("app_ids", [f"app:{name}-{number}" for number in range(3)]) for name in range(3)},
}
LEAVES = ["wave:y", *CLUSTERS, *(app for name in range(3) for app in BELOW[f"bundle:{name}"][1])]
STATES = st.sampled_from(["running", "succeeded", "failed", "pending", "waiting_for_approval", "skipped", "odd"])

some_below = st.sampled_from(sorted(BELOW)).flatmap(
    lambda part: st.tuples(
        st.just(part),
        STATES,
        st.permutations(BELOW[part][1]).flatmap(
            lambda ids: st.sets(st.sampled_from(ids)).map(lambda kept: [each for each in ids if each in kept])
        ),
    )
)
some_state = st.tuples(st.sampled_from(LEAVES), STATES, st.none())
STEPS = st.lists(st.one_of(some_below, some_state, st.none()), max_size=14)


class Client:
    """All that a client may have read of a tree, and patches."""

    def __init__(self) -> None:
        self.reads = Reads(clusters=3)
        self.bodies: dict[str, Any] = {}
        for part, (field, ids) in BELOW.items():
            fields: dict[str, Any] = {field: ids}
            self.reads.say(part, **fields)
        for wave in WAVES[1:]:
            if wave not in self.reads.temporal.runs:
                self.reads.say(wave)

    def take(self, step: tuple[str, str, list[str] | None]) -> None:
        part, state, below = step
        fields: dict[str, Any] = {BELOW[part][0]: below} if below is not None else {}
        if part.startswith("cluster:"):
            fields["bundle_id"] = f"bundle:{part.partition(':')[2]}"
        self.reads.say(part, state, **fields)

    async def read(self) -> Snapshot:
        snapshot = await self.reads.read()
        assert_as_made_anew(snapshot)
        whole = undated(json.loads(snapshot.dump.body))
        for digest, body in self.bodies.items():
            answer = json.loads((await self.reads.hierarchies.changes(snapshot, [digest])).body)
            assert set(answer) in ({"changes"}, {"tree"})
            patched = put_on(body, answer["changes"]) if "changes" in answer else answer["tree"]
            assert undated(patched) == whole
        self.bodies[snapshot.digest] = json.loads(snapshot.dump.body)
        return snapshot


def undated(body: Any) -> Any:
    """Without the moments of reading, which are left out of changes."""
    return json.loads(re.sub(r'"read_at": "[^"]+"(, )?', "", json.dumps(body)))


async def from_nothing(client: Client) -> Snapshot:
    hierarchies = Hierarchies(
        lambda now: Assembler(StateTable({}), StuckRule(5, timedelta(minutes=5)), now), max_age=LONG
    )
    return await hierarchies.take(await client.reads.trees.read(RELEASE, EntityType.RELEASE))


@settings(max_examples=60)
@given(STEPS)
async def test_a_patched_tree_is_the_whole_tree(steps: list[tuple[str, str, list[str] | None] | None]) -> None:
    client = Client()
    try:
        await client.read()
        for step in steps:
            if step is None:
                await client.read()
            else:
                client.take(step)
        snapshot = await client.read()
        assert snapshot.digest == (await from_nothing(client)).digest, "what was kept is as if built anew"
    finally:
        await client.reads.trees.close()


async def test_what_is_unchanged_is_not_sent() -> None:
    client = Client()
    before = await client.read()
    client.take(("app:1-1", "failed", None))
    snapshot = await client.read()
    answer = json.loads((await client.reads.hierarchies.changes(snapshot, [before.digest])).body)
    ids = [node["id"] for node in answer["changes"]["nodes"]]
    assert ids == [RELEASE, "wave:w", "cluster:1", "bundle:1", "app:1-1", "wave:x", "wave:y"]
    assert answer["changes"]["children"] == {}
    await client.reads.trees.close()


@pytest.mark.parametrize("digest", ["", "0123456789abcdef01234567"])
async def test_who_has_an_unknown_tree_gets_the_whole(digest: str) -> None:
    client = Client()
    snapshot = await client.read()
    dump = await client.reads.hierarchies.changes(snapshot, [digest])
    assert json.loads(dump.body) == {"tree": json.loads(snapshot.dump.body)}
    assert dump.digest == snapshot.digest
    await client.reads.trees.close()


async def test_who_is_far_behind_gets_the_whole() -> None:
    client = Client()
    before = await client.read()
    for number in range(120):
        client.take(("app:1-1", f"step-{number}", None))
        snapshot = await client.reads.read()
    answer = json.loads((await client.reads.hierarchies.changes(snapshot, [before.digest])).body)
    assert set(answer) == {"tree"}
    await client.reads.trees.close()


async def test_a_wave_is_held_no_longer_once_another_is_the_current_one() -> None:
    client = Client()
    client.take(("wave:w", "pending", []))
    client.take(("wave:x", "pending", []))
    client.take(("wave:y", "pending", None))
    client.take((RELEASE, "waiting_for_approval", WAVES))
    held = (await client.read()).hierarchy.release.waves[0]
    assert (held.word, held.waits) == (Word.NEEDS_APPROVAL, "needs approval")
    client.take(("wave:y", "failed", None))
    wave = (await client.read()).hierarchy.release.waves[0]
    assert (wave.word, wave.waits) == (None, None)
    await client.reads.trees.close()
