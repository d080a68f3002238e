"""The trail of approvals of a release: who gave which, of what, and where the way to the next one is."""

from releasewatch.models.executions import Signal
from staged import Role, Run, app, at, cluster, judged, release, wave

ROSSI = {"who": "A. Rossi", "what": "wave:2", "at": at("11:48:00"), "asked_at": at("11:45:00")}
OKAFOR = {"who": "M. Okafor", "what": "Canary", "at": at("11:37:00")}


def shop(**said: object) -> Role:
    return release(
        "shop",
        wave("1", cluster("eu-1", app("web"), state="succeeded"), state="succeeded", name="Canary"),
        wave("2", cluster("eu-2", app("web", "pending"), state="pending"), state="pending", name="Europe"),
        **said,  # type: ignore[arg-type]
    )


async def test_the_trail_has_the_newest_approval_first_and_the_wave_that_each_let_begin() -> None:
    trail = (await judged(shop(approvals=[OKAFOR, ROSSI]))).hierarchy.approvals
    assert [(each.who, each.label, each.path) for each in trail] == [
        ("A. Rossi", "Wave 2", "release:shop/wave:2"),
        ("M. Okafor", "Wave 1", "release:shop/wave:1"),
    ]
    assert trail[0].asked_at == at("11:45:00")


async def test_a_row_says_how_long_an_approval_took_where_both_times_are_told() -> None:
    # One that was asked for after it was given tells nothing.
    hasty = OKAFOR | {"asked_at": at("11:38:00")}
    row = (await judged(shop(approvals=[hasty, ROSSI]))).summary
    assert [each.approved_after for each in row.waves[:2]] == [None, 180]
    again = ROSSI | {"at": at("11:52:00"), "asked_at": at("11:51:00")}
    row = (await judged(shop(approvals=[again, ROSSI]))).summary
    assert row.waves[1].approved_after == 60


async def test_what_is_no_part_of_the_release_is_told_in_its_own_words() -> None:
    told = {"what": "the change freeze", "at": at("11:48:00")}
    (given,) = (await judged(shop(approvals=[told]))).hierarchy.approvals
    assert (given.who, given.label, given.path) == (None, "the change freeze", "release:shop")


async def test_an_approval_that_names_nothing_is_of_who_tells_it() -> None:
    waves = [wave(number, cluster(f"eu-{number}", app("web", "running")), run=Run()) for number in ("1", "2")]
    waves[1].said["approvals"] = [{"at": at("11:48:00")}]
    judgement = await judged(release("shop", *waves, approvals=[{"who": "M. Okafor", "at": at("11:37:00")}]))
    assert [each.path for each in judgement.hierarchy.approvals] == ["release:shop/wave:2", "release:shop"]


async def test_an_approval_that_two_parts_tell_stands_once() -> None:
    own = {"who": "A. Rossi", "at": at("11:48:00")}
    wave_2 = wave("2", cluster("eu-2", app("web", "running")), run=Run(), approvals=[own])
    trail = (await judged(release("shop", wave_2, approvals=[ROSSI]))).hierarchy.approvals
    assert len(trail) == 1


async def test_a_signal_to_the_release_let_begin_the_wave_that_began_next() -> None:
    waves = [
        wave(number, cluster(f"eu-{number}", app("web", "running")), run=Run(started=at(began)))
        for number, began in (("1", "11:40:00"), ("2", "11:48:05"), ("3", "11:59:00"))
    ]
    given = (Signal("approve", at("11:48:00"), "A. Rossi"), Signal("approve", at("12:00:00")))
    trail = (await judged(release("shop", *waves, run=Run(signals=given)))).hierarchy.approvals
    assert [(each.who, each.label, each.signal) for each in trail] == [
        (None, "shop", "approve"),
        ("A. Rossi", "Wave 2", "approve"),
    ]


async def test_the_answer_is_taken_before_the_signals() -> None:
    given = Signal("approve", at("11:48:01"), "somebody")
    (told,) = (await judged(shop(approvals=[ROSSI], run=Run(signals=(given,))))).hierarchy.approvals
    assert (told.who, told.signal) == ("A. Rossi", None)


async def test_the_problem_that_waits_says_where_one_approves() -> None:
    asked = shop(state="waiting_for_approval", waiting_for="platform-oncall", approve_url="https://portal/7")
    (problem,) = (await judged(asked)).hierarchy.problems
    assert (problem.waiting_for, problem.approve_url) == ("platform-oncall", "https://portal/7")


async def test_a_row_of_the_list_leaves_the_trail_to_the_page() -> None:
    assert (await judged(shop(approvals=[ROSSI]))).summary.approvals is None
