"""What Grafana and Prometheus are told to ask for is what a real server measures, and all of it is documented."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import promql_parser as promql
import pytest
import yaml
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from temporalio.client import Client

from app_fixtures import make_settings, running, sign_in
from integration.test_metrics import read_list
from releasewatch.api.dependencies import state_of
from releasewatch.main import create_app
from releasewatch.models.page import Need
from rollout import Rollout, rolled_out
from temporal_proxy import TemporalProxy

ROOT = Path(__file__).parents[3]
DASHBOARD: dict[str, Any] = json.loads((ROOT / "docs" / "grafana" / "releasewatch.json").read_text())
OPERATING = (ROOT / "docs" / "operating.md").read_text()
RULES_FILE = yaml.safe_load((ROOT / "docs" / "prometheus" / "rules.yaml").read_text())
RULES = {rule.get("record") or rule["alert"]: rule for group in RULES_FILE["groups"] for rule in group["rules"]}
ALERTS = {name: rule for name, rule in RULES.items() if "alert" in rule}
PANELS = DASHBOARD["panels"]
TARGETS = {f"{panel['title']} {target['refId']}": target for panel in PANELS for target in panel.get("targets", [])}
# What Prometheus adds to whatever it scrapes.
OF_PROMETHEUS = {"job", "instance"}
# Grafana fills in a duration.
INTERVAL = "$__rate_interval"

# The labels of each series, and the values that each has.
Exported = dict[str, dict[str, set[str]]]


@pytest.fixture(scope="module")
async def page(tmp_path_factory: pytest.TempPathFactory, client: Client, wire: TemporalProxy) -> str:
    """`/metrics` of a server that was used, asked for what is not there, and told to stop."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEMPORAL_ADDRESS", wire.address)
        folder = tmp_path_factory.mktemp("used")
        async with rolled_out(client) as rollout, running(app := _app_of(rollout, folder)) as api:
            await rollout.change(rollout.app_ids[0], {"get_app_state": {"id": rollout.app_ids[0], "state": "failed"}})
            headers = await sign_in(api, "root")
            await read_list(api)
            assert (await api.get(f"/api/releases/{rollout.release_id}", headers=headers)).status_code == 200
            assert (await api.get("/api/releases/release:nobody", headers=headers)).status_code == 404
            guess = {"username": "nobody", "password": "wrong"}
            # By the limit of a second, or on a slow machine by that of five minutes.
            while (await api.post("/api/auth/login", data=guess)).status_code != 429:
                """It has failed once more."""
            state_of(app).readiness.stop()
            assert (await api.get("/readyz")).status_code == 503
            return (await api.get("/metrics", headers=headers)).text


def _app_of(rollout: Rollout, folder: Path) -> FastAPI:
    # Others' releases may have lost their workers, and are then never read as a whole.
    alone = {"release_query": f"WorkflowId = '{rollout.release_id}'"}
    return create_app(make_settings(folder).model_copy(update=alone))


@pytest.fixture(scope="module")
def exported(page: str) -> Exported:
    found: Exported = {}
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            labels = found.setdefault(sample.name, {})
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
    found["releasewatch_release_attention_timestamp_seconds"]["need"] |= set(get_args(Need))
    return found


@dataclass
class Query:
    """What a PromQL expression asks for."""

    selectors: list[promql.VectorSelector]
    grouped: set[str]


def query(text: str) -> Query:
    found = Query([], set())

    def note(node: promql.Expr) -> None:
        if isinstance(node, promql.VectorSelector):
            found.selectors.append(node)
        elif isinstance(node, promql.AggregateExpr) and node.modifier:
            found.grouped.update(node.modifier.labels)
        elif isinstance(node, promql.BinaryExpr) and node.modifier and node.modifier.matching:
            found.grouped.update(node.modifier.matching.labels)

    promql.walk(promql.parse(text.replace(INTERVAL, "5m")), note)
    return found


@pytest.mark.parametrize("target", TARGETS)
def test_each_panel_asks_for_what_is_exported(target: str, exported: Exported) -> None:
    labels = require_exported(query(TARGETS[target]["expr"]), exported)
    assert set(re.findall(r"{{(\w+)}}", TARGETS[target]["legendFormat"])) <= labels


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_asks_for_what_is_exported_or_recorded(rule: str, exported: Exported) -> None:
    recorded = {
        name: {label: {*map(str, get_args(Need))} for label in query(each["expr"]).grouped}
        for name, each in RULES.items()
        if "record" in each
    }
    labels = require_exported(query(RULES[rule]["expr"]), exported | recorded)
    told = " ".join(RULES[rule].get("annotations", {}).values())
    assert set(re.findall(r"\$labels\.(\w+)", told)) <= labels


def require_exported(asked: Query, exported: Exported) -> set[str]:
    """Check what a query selects and groups by, and return the labels that its answer has."""
    labels = set(OF_PROMETHEUS)
    for selector in asked.selectors:
        has = exported[str(selector.name)]
        labels |= set(has)
        for matcher in selector.matchers.matchers:
            assert matcher.name in OF_PROMETHEUS or can_match(matcher, has[matcher.name]), matcher
    assert asked.selectors
    assert asked.grouped <= labels
    return asked.grouped or labels


def can_match(matcher: promql.Matcher, values: set[str]) -> bool:
    """Whether the value of a matcher, negated or not, is one that the label has."""
    is_pattern = matcher.op in (promql.MatchOp.Re, promql.MatchOp.NotRe)
    return any(re.fullmatch(matcher.value, value) if is_pattern else value == matcher.value for value in values)


def test_the_variables_ask_for_what_is_exported(exported: Exported) -> None:
    asked = [each["query"]["query"] for each in DASHBOARD["templating"]["list"] if each["type"] == "query"]
    names = [re.findall(r"label_values\((\w+)\b.*, (\w+)\)", each) for each in asked]
    assert names == [[("releasewatch_build_info", "job")], [("releasewatch_build_info", "instance")]]
    assert "releasewatch_build_info" in exported


def test_panels_have_ids_and_places_of_their_own() -> None:
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    taken = [place for panel in PANELS for place in places(**panel["gridPos"])]
    assert len(set(taken)) == len(taken)
    assert all(column < 24 for column, _ in taken)


def places(x: int, y: int, w: int, h: int) -> Iterator[tuple[int, int]]:
    return ((column, line) for column in range(x, x + w) for line in range(y, y + h))


def test_the_documentation_names_each_metric(page: str) -> None:
    (table,) = re.findall(r"\| Metric \| What \|\n(.*?)\n\n", OPERATING, re.DOTALL)
    named = set(re.findall(r"`((?:http|temporal|releasewatch)_\w+)`", table))
    families = {(family.name, family.type) for family in text_string_to_metric_families(page)}
    measured = {f"{name}_total" if kind == "counter" else name for name, kind in families}
    assert {name for name in measured if not name.endswith("_created")} == named


def test_each_alert_says_what_to_do_and_is_documented() -> None:
    (table,) = re.findall(r"\| Alert \| When \|\n(.*?)\n\n", OPERATING, re.DOTALL)
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == set(ALERTS)
    for alert in ALERTS.values():
        assert set(alert["annotations"]) == {"summary", "runbook"}
        assert alert["labels"]["severity"] in {"critical", "warning"}


def test_the_rules_are_tested_one_by_one() -> None:
    tests = yaml.safe_load((ROOT / "docs" / "prometheus" / "rules.test.yaml").read_text())["tests"]
    firing = {each["alertname"] for test in tests for each in test["alert_rule_test"] if each.get("exp_alerts")}
    assert firing == set(ALERTS)
