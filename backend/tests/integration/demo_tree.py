"""Reads a release of the demo as the contract says, workflow by workflow, and checks every answer."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from temporalio.client import Client, WorkflowExecutionStatus

from patience import eventually
from releasewatch_demo.workflows.whole_release import WholeRelease

ENTITY_ID = re.compile(r"(release|wave|cluster|bundle|app):[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")
CHILD = {"release": "wave", "wave": "cluster", "cluster": "bundle", "bundle": "app"}


@dataclass
class Node:
    """One entity as a reader of the contract sees it; `execution` is None for inline ones."""

    answer: Mapping[str, Any]
    execution: WorkflowExecutionStatus | None
    children: list["Node"]

    def all(self) -> list["Node"]:
        return [self, *(node for child in self.children for node in child.all())]

    def find(self, entity_id: str) -> "Node":
        return next(node for node in self.all() if node.answer["id"] == entity_id)

    def states(self, entity_type: str) -> Counter[str]:
        nodes = [node for node in self.all() if node.answer["id"].startswith(f"{entity_type}:")]
        return Counter(node.answer["state"] for node in nodes)


async def read_workflow(client: Client, entity_id: str) -> Node:
    """Read a workflow and all below it: open ones by query, closed ones by their result."""
    handle = client.get_workflow_handle(entity_id)
    description = await handle.describe()
    entity_type = entity_id.split(":", maxsplit=1)[0]
    if description.status == WorkflowExecutionStatus.COMPLETED:
        answer = await handle.result()
    else:
        whole = description.workflow_type == WholeRelease.__name__
        answer = await handle.query("get_hierarchy" if whole else f"get_{entity_type}_state")
    assert answer["id"] == entity_id
    assert description.status
    return await read_children(client, answer, description.status)


async def read_children(client: Client, answer: Mapping[str, Any], execution: WorkflowExecutionStatus | None) -> Node:
    check_own_facts(answer)
    child_type = CHILD.get(answer["id"].split(":")[0])
    if child_type is None:
        return Node(answer, execution, [])
    if child_type == "bundle":
        child_ids, inline = [answer["bundle_id"]], [answer["bundle"]] if "bundle" in answer else []
    else:
        child_ids, inline = answer[f"{child_type}_ids"], answer[f"{child_type}s"]
    by_id = {child["id"]: child for child in inline}
    assert child_ids
    assert by_id.keys() <= set(child_ids)
    children = [
        await (read_children(client, by_id[i], None) if i in by_id else read_workflow(client, i)) for i in child_ids
    ]
    return Node(answer, execution, children)


def check_own_facts(answer: Mapping[str, Any]) -> None:
    assert ENTITY_ID.fullmatch(answer["id"])
    assert answer["state"]
    assert answer["name"]
    assert answer["version"] != answer["previous_version"]
    assert answer["sequence"] >= 1
    for key in answer.keys() & {"created_at", "updated_at"}:
        assert datetime.fromisoformat(answer[key]).tzinfo
    assert all(url.startswith("https://") for url in answer.get("links", {}).values())


async def state_of(client: Client, entity_id: str) -> str:
    query = f"get_{entity_id.split(':', maxsplit=1)[0]}_state"
    answer: dict[str, str] = await client.get_workflow_handle(entity_id).query(query)
    return answer["state"]


async def reaches(client: Client, entity_id: str, state: str) -> None:
    async def reached() -> bool:
        return await state_of(client, entity_id) == state

    await eventually(reached)


async def attempts(client: Client, entity_id: str) -> int:
    description = await client.get_workflow_handle(entity_id).describe()
    return max((a.attempt for a in description.raw_description.pending_activities), default=0)
