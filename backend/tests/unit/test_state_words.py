"""Words of other systems for states.

To this kind belong words that the table has, words of enums with what stands before them (`RELEASE_STATE_FAILED`),
camelCase and every other way to write two words, words that end better than they mean (`UPDATE_ROLLBACK_COMPLETE`),
words put together from known ones (`smoke_tests_failed`), sentences (`FAILED: could not pull image`), counts and shares
(`50% complete`), and words that nobody can know, which stay a remark. What is never allowed is a good meaning that the
word does not have.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasewatch.models.state_words import WORDS
from releasewatch.models.status import EntityType, StateTable, Status

TABLE = StateTable({})


def meaning(state: str, type_: EntityType = EntityType.APP) -> Status | None:
    return TABLE.status(type_, state)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (
            Status.FAILED,
            """TERMINAL FAILED_CONTINUE ApprovalRejected failed_rolled_back RELEASE_STATE_FAILED startup_failure
            CrashLoopBackOff ErrImagePull OOMKilled Evicted CreateContainerConfigError ProgressDeadlineExceeded
            UPDATE_ROLLBACK_COMPLETE ROLLBACK_COMPLETE UPDATE_ROLLBACK_FAILED CREATE_FAILED DELETE_FAILED UNSTABLE
            partiallySucceeded succeededWithIssues completed_with_errors upstream_failed Stalled ReconciliationFailed
            HealthCheckFailed RollbackSucceeded infrastructure_fail waiting_failed policy_soft_failed IgnoreFailed
            TaskRunImagePullFailed INTERNAL_ERROR ErrApplied BackoffLimitExceeded PipelineRunTimeout Unhealthy
            WORKFLOW_EXECUTION_STATUS_TIMED_OUT APPROVAL_REJECTED Expired DeploymentFailed smoke-tests-failed
            Init:CrashLoopBackOff Init:ImagePullBackOff FailedScheduling unsuccessful AppState::RolledBack deployfailed
            SYNCTIMEOUT <State.FAILED:4> time_out rolloutTimeOut terminated-unknown OutOfMemory:web SLO_BREACHED
            Preempted NodeShutdown Undeliverable INOPERABLE NOT_SERVING OUT_OF_SERVICE timing_out RetryExhausted""",
        ),
        (
            Status.RETRYING,
            """up_for_retry AwaitingRetry ProgressingWithRetry PENDING_REDRIVE APP_STATUS_RETRYING retrying(2/5)
            WaitingForRetry restarting""",
        ),
        (
            Status.WAITING,
            """action_required ApprovalWaiting InterventionWaiting InputWaiting PENDING_APPROVAL manual
            PAUSED_PENDING_INPUT WaitingPromotion policy_override Inconclusive WaitingForManualApproval
            PHASE_WAITING_FOR_APPROVAL needs_sre_approval AwaitingHumanReview""",
        ),
        (
            Status.RUNNING,
            """InProgress IN_PROGRESS Reconciling UPDATE_COMPLETE_CLEANUP_IN_PROGRESS Executing WORKING
            STATE_IN_PROGRESS ReleaseState.RUNNING ContainerCreating pending-upgrade Deploying
            DEPROVISIONING ADVANCING evaluatingGates FoundNewReplicaSet WaitingForChildrenToComplete""",
        ),
        (
            Status.PENDING,
            """NOT_STARTED notStarted BUFFERED Queued OutOfSync ResourceWaiting WAVE_STATE_PENDING approved
            SchedulingGated QueuedForAgent QueuedLicenseLimitReached WaitingToRun""",
        ),
        (Status.CANCELLED, "CANCELED Cancelled SUPERSEDED abandoned discarded force_canceled AbortedByFreeze"),
        (Status.SKIPPED, "SKIPPED Omitted NOT_BUILT not_run neutral NotApplicable PruneSkipped"),
        (
            Status.SUCCEEDED,
            """SUCCESS Synced CREATE_COMPLETE UPDATE_COMPLETE ReconciliationSucceeded applied passed STATE_SUCCEEDED
            ReleaseStatus.Succeeded NewReplicaSetAvailable RanToCompletion""",
        ),
        (Status.UNKNOWN, "STATE_UNSPECIFIED Unknown STATUS_UNKNOWN NodeLost Missing Unrecognized NoData"),
    ],
)
def test_the_words_of_other_systems_mean_what_they_mean_there(status: Status, words: str) -> None:
    assert {word: meaning(word, EntityType.WAVE) for word in words.split()} == dict.fromkeys(words.split(), status)


@pytest.mark.parametrize("spelled", ["ApprovalRejected", "approvalRejected", "APPROVAL-REJECTED", "approval rejected"])
def test_spelling_makes_no_difference(spelled: str) -> None:
    assert meaning(spelled) is meaning("approval_rejected") is Status.FAILED


@pytest.mark.parametrize("state", ["build_succeeded", "tests_passed", "wave_completed", "no_errors", "not_failed"])
def test_what_says_that_something_else_is_well_says_nothing_of_the_entity(state: str) -> None:
    assert meaning(state, EntityType.RELEASE) is None


@pytest.mark.parametrize(
    "state",
    [
        *("50% complete", "done 3/10", "Phase 1 done", "completed 2 of 5", "0 of 3 ready", "step_3_completed"),
        *("nicht done", "не готово, done", "done?", "!done", "≠ healthy", "done\u0336"),
        *("first phase done", "completed phase", "build phase succeeded", "the previous state succeeded"),
        *("CANARY_PHASE_COMPLETED", "BuildStatus.SUCCESS", "previousState:healthy", "desired_state_ready"),
        *("NO_STATUS_OK", "FAILED_STATUS_OK", "Init:Completed"),
    ],
)
def test_what_says_more_than_its_words_is_not_taken_for_good(state: str) -> None:
    assert meaning(state) in (None, Status.FAILED)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("FAILED: could not pull image", Status.FAILED),
        ("Error (no space left on device)", Status.FAILED),
        ("timed out without an answer", Status.FAILED),
        ("No worker - deployment failed", Status.FAILED),
        ("Progressing, 2 unavailable", Status.FAILED),
        ("Back-off pulling image", Status.RETRYING),
        ("Completed, awaiting sign-off", Status.WAITING),
        ("waiting_for_approval_not_successful_failed", Status.FAILED),
        ("waiting_for_approval_not_run_failed", Status.FAILED),
        ("approval not needed", None),
        ("approval not required", None),
        ("no deployment errors", None),
        ("failure_ignored", None),
        ("failed over", None),
    ],
)
def test_a_negation_speaks_of_what_follows_it(state: str, status: Status | None) -> None:
    assert meaning(state) is status


@pytest.mark.parametrize(
    "state", ["State.SUCCEEDED", "AppState::Succeeded", "Status: Healthy", '"done"', "Done.", "ROLLOUT_PHASE_COMPLETED"]
)
def test_what_stands_around_a_word_makes_no_difference(state: str) -> None:
    assert meaning(state) is Status.SUCCEEDED


def test_the_entitys_own_type_may_stand_before_its_state() -> None:
    assert meaning("WAVE_COMPLETED", EntityType.WAVE) is Status.SUCCEEDED


@pytest.mark.parametrize("state", ["frobnicating", "x" * 1_000_000, "failed " * 1_000, "", "42", "失敗"])
def test_what_nobody_can_know_is_not_guessed(state: str) -> None:
    assert meaning(state) is None


def test_a_setting_wins_over_what_a_word_seems_to_mean() -> None:
    table = StateTable({"*": {"tests_failed_as_planned": Status.SUCCEEDED}, "app": {"STATE_TERMINAL": Status.SKIPPED}})
    assert table.status(EntityType.WAVE, "TestsFailedAsPlanned") is Status.SUCCEEDED
    assert table.status(EntityType.APP, "STATE_TERMINAL") is Status.SKIPPED


WORDS_OF_ALL = st.sampled_from([word for words in WORDS.values() for word in words.split()])
FAILING = st.sampled_from(["failed", "failure", "error", "rejected", "timed_out", "crashed", "degraded", "unhealthy"])


@st.composite
def composed(draw: st.DrawFn) -> str:
    """A failing word among others, joined as languages join words."""
    words = [*draw(st.lists(WORDS_OF_ALL, max_size=3)), draw(FAILING)]
    parts = "_".join(draw(st.permutations(words))).split("_")
    return draw(
        st.sampled_from(
            ["_".join(parts), "-".join(parts), " ".join(parts), "".join(map(str.title, parts)), "_".join(parts).upper()]
        )
    )


@given(composed())
def test_no_state_with_a_failing_word_in_it_is_taken_for_better(state: str) -> None:
    assert meaning(state) in (Status.FAILED, None)


@given(WORDS_OF_ALL, st.sampled_from("0123456789%?!≠éж✗"), st.integers(0, 20), st.sampled_from(["", " ", "_"]))
def test_a_word_with_a_number_or_a_sign_in_it_is_not_taken_for_good(word: str, sign: str, place: int, gap: str) -> None:
    assert meaning(f"{word[:place]}{gap}{sign}{gap}{word[place:]}") not in (Status.SUCCEEDED, Status.SKIPPED)


@given(st.text(max_size=300))
def test_any_text_has_a_meaning_or_none(state: str) -> None:
    assert meaning(state) in (None, *Status)
