"""The words that workflows, and the systems they drive, have for states, and how to read those in no table. Pure."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate

# By status. What a system means by a word counts, not how it ends: after `UPDATE_ROLLBACK_COMPLETE` an update failed.
WORDS: Mapping[str, str] = {
    "failed": """failed failing failure fail error errored fatal crashed crash_looping crash_loop_back_off unhealthy
        degraded rejected denied rolled_back rollback_failed timed_out timeout terminated image_pull_failed
        image_pull_back_off broken err_image_pull err_image_never_pull invalid_image_name create_container_error
        create_container_config_error run_container_error oom_killed out_of_memory killed evicted deadline_exceeded
        backoff_limit_exceeded progress_deadline_exceeded replica_failure unavailable down stalled stuck expired
        exception panic critical incident unstable terminal failed_continue ignore_failed approval_rejected declined
        refused vetoed not_approved startup_failure upstream_failed infrastructure_fail unauthorized internal_error
        rollback rollback_complete rollback_completed rollback_succeeded rollback_successful rollback_done
        rollback_in_progress rollback_complete_cleanup_in_progress update_rollback_in_progress update_rollback_complete
        update_rollback_complete_cleanup_in_progress update_rollback_failed import_rollback_in_progress
        import_rollback_complete import_rollback_failed rollback_requested pending_rollback reverted backed_out
        rollout_aborted partially_succeeded partially_failed partially_completed partial_success partial_failure
        partial partially_deployed succeeded_with_issues completed_with_errors completed_with_failures
        completed_with_issues succeeded_with_errors success_with_errors finished_with_errors done_with_errors
        externally_terminated internally_terminated retries_exhausted gave_up err_applied invalid invalid_spec
        misconfigured deploying_degraded unsuccessful not_successful not_healthy not_ok nok crash_loop oom faulted fault
        impaired outage major_outage dead tainted quarantined regressed resource_exhausted unauthenticated data_loss
        unimplemented container_cannot_run preempted node_shutdown undeliverable inoperable not_serving out_of_service
        orphaned timing_out severe""",
    "retrying": """retrying retry backing_off back_off reattempting retried up_for_retry awaiting_retry
        waiting_for_retry pending_retry retry_pending retry_scheduled progressing_with_retry restarting rerunning
        requeued redriving pending_redrive""",
    "unknown": """unknown lost unreachable unspecified undefined missing offline node_lost stale indeterminate
        unrecognized no_data not_specified""",
    "waiting": """waiting waiting_for_approval awaiting_approval pending_approval needs_approval approval_required
        approval_pending waiting_for_input awaiting_input manual_intervention blocked gated approval_waiting
        requires_approval approval_requested manual manual_approval manual_judgment manual_judgement action_required
        requires_action needs_action awaiting_action awaiting_confirmation needs_confirmation confirmation_required
        intervention_waiting intervention_required needs_intervention input_waiting input_required needs_input
        pending_input paused_pending_input upload_waiting waiting_promotion waiting_for_promotion awaiting_promotion
        in_review awaiting_review waiting_for_review pending_review needs_review review_required under_review
        awaiting_sign_off policy_override inconclusive needs_attention attention_required""",
    "paused": """paused pausing on_hold held suspended frozen halted suspending hold snoozed deployment_paused
        hibernated""",
    "running": """running in_progress progressing deploying rolling_out rolling_back active started starting
        installing upgrading updating applying syncing verifying validating testing baking soaking draining
        aborting killing cancel_requested
        provisioning preparing building pulling finishing cancelling canceling terminating executing
        processing working ongoing busy resuming resumed reconciling releasing promoting publishing migrating
        downloading scaling monitoring checking analyzing configuring creating container_creating pod_initializing
        activating deactivating stopping deleting finalizing finalising cleaning_up rolling unblocking deferred daemoned
        discontinuing async_waiting task_waiting timed_waiting wait_step_running waiting_for_callback redirect
        continued_as_new pending_install pending_upgrade uninstalling create_in_progress update_in_progress
        delete_in_progress import_in_progress review_in_progress update_complete_cleanup_in_progress pre_plan_running
        post_plan_running fetching cost_estimating policy_checking pre_apply_running deprovisioning stop_requested
        launching advancing evaluating_gates new_replica_set_created found_new_replica_set replica_set_updated
        preempting waiting_for_children_to_complete""",
    "pending": """pending queued not_started scheduled created new planned planning initialized initializing
        waiting_to_start upcoming idle ready_to_start to_do submitted requested accepted assigned enqueued
        queuing buffered limited limiting postponed delayed late not_running not_deployed out_of_sync wait_applied
        modified unschedulable dependency_not_ready resource_waiting waiting_for_resource waiting_for_dependencies
        up_for_reschedule awaiting_concurrency_slot plan_queued apply_queued pending_release backlog draft
        approved confirmed scheduling_gated queued_step queued_license_limit_reached
        queued_execution_concurrency_reached queued_for_agent queued_for_pipeline waiting_for_activation
        waiting_to_run""",
    "cancelled": """cancelled canceled aborted superseded stopped withdrawn abandoned discarded force_canceled revoked
        dismissed cancelled_by_user aborted_by_freeze shutdown uninstalled delete_complete""",
    "skipped": """skipped skip not_needed not_applicable excluded ignored noop no_op up_to_date unchanged omitted
        neutral not_built not_run not_executed bypassed cached disabled prune_skipped
        delete_skipped""",
    "succeeded": """succeeded success successful completed complete done finished deployed healthy ready ok
        passed released promoted rolled_out installed live succeed pass synced in_sync applied available
        create_complete update_complete import_complete upgraded updated published
        reconciliation_succeeded install_succeeded upgrade_succeeded planned_and_finished
        new_replica_set_available ran_to_completion""",
}

# What goes before the state itself in the names of enums: `RELEASE_STATE_FAILED`, `PHASE_RUNNING`.
_KINDS = {"state", "status", "phase"}
# What stands before that where the state is of another moment, or of a part of the work: `BUILD_STATUS_PASSED`.
_OTHERS = """previous prior last former old desired expected target wanted next initial pre post plan planning prepare
    preparation setup init build test tests testing smoke canary check checks approval review verification validation
    analysis migration backup"""
# What the words mean that longer states are put together from.
_PIECES: Mapping[str, str] = {
    "failed": """fail fails failed failing failure failures error errored errors err fatal crash crashed crashing
        exception panic panicked timeout timed expired exceeded rejected denied declined refused vetoed invalid issues
        killed evicted stalled unhealthy degraded broken corrupted unstable unrecoverable terminal terminated partial
        partially rollback reverted unsuccessful unavailable stuck breached violated oom exhausted""",
    "retrying": "retry retrying retries backoff reattempting rerun",
    "asking": """approval approve approver confirmation confirm judgment judgement intervention signoff review reviewer
        human promotion""",
    "open": "waiting wait awaiting await awaits pending needs need needed required requires requested",
    "negating": "no not non never without ignore zero",
    "overruling": "ignored over",
}
_MEANT = {meaning: frozenset(words.split()) for meaning, words in _PIECES.items()}
_MEANT["not its own"] = frozenset(_OTHERS.split()) | _MEANT["failed"] | _MEANT["negating"]
# Words of several, also in the middle of a longer state, as in `Init:ImagePullBackOff`.
_COMPOUNDS = frozenset(word.replace("_", "") for word in WORDS["failed"].split() if "_" in word)
_FAILED = _MEANT["failed"] | _COMPOUNDS
# Words that begin with a negation, which says nothing of what follows them: `not_run_failed`.
_NEGATED = frozenset(
    word.replace("_", "")
    for words in WORDS.values()
    for word in words.split()
    if word.split("_")[0] in _MEANT["negating"]
)
_BEGINS = frozenset(word.split("_")[0] for word in WORDS["failed"].split()) | {"time", "back", "sign", "roll"}
_LONGEST_COMPOUND = 5
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
# Words in one, as those who fold their enums write them: `deployfailed`.
_FAILING_END = re.compile(r"(?:failed|failures?|errors?|timeout|rejected)$")
# A state with anything else in it says more than its words: `50% complete`, `done 3/10`, `nicht done`.
_WORDS_ALONE = re.compile(r"""[A-Za-z\s_.:/<>()"'-]*""")
_LABEL = re.compile(r"\A\s*(?:state|status|phase)\s*[:=]\s*", re.IGNORECASE)
_CLAUSE = re.compile(r"[:;,()]|[.\u2013\u2014-]\s")
_LONGEST = 200


@lru_cache(maxsize=4096)
def fold(state: str) -> str:
    """Fold a state to its key: case, spaces, `-` and `_` make no difference."""
    return re.sub(r"[\s_-]+", "", state).casefold()


def spellings(type_: str, state: str) -> tuple[str, ...]:
    """The keys under which a state may stand in a table, likeliest first; none for a text that is no word."""
    return _spellings(type_, state) if len(state) <= _LONGEST else ()


@lru_cache(maxsize=4096)
def _spellings(type_: str, state: str) -> tuple[str, ...]:
    found = [fold(state)]
    state = _LABEL.sub("", state)
    if _WORDS_ALONE.fullmatch(state):
        words = _words(state)
        own = words[1:] if words[:1] == [type_] else words
        # Prose is no name of an enum: when a phase is completed, not all is.
        bare = own if any(map(str.isspace, state.strip())) else _bare(own)
        found += ["".join(words), "".join(own), "".join(bare)]
    return tuple(dict.fromkeys(found))


def _bare(words: list[str]) -> list[str]:
    """The state itself, without what says of whom it is, and nothing of how that is."""
    kinds = [place for place, word in enumerate(words[:-1]) if word in _KINDS]
    if kinds and _is_neutral(words[: kinds[-1]]):
        words = words[kinds[-1] + 1 :]
    return words[:-1] if len(words) > 1 and words[-1] in _KINDS else words


def _is_neutral(words: list[str]) -> bool:
    return not _MEANT["not its own"].intersection(words)


def _words(state: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(state)]


def composed(state: str) -> str | None:
    """The status of a state in no table that is put together from words with a bad meaning; never a good one."""
    return _composed(state) if len(state) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _composed(state: str) -> str | None:
    words = {word for clause in _CLAUSE.split(state) for word in _affirmed(_joined(_words(clause)))}
    if words & _FAILED or any(map(_FAILING_END.search, words)):
        return "failed"
    if words & _MEANT["retrying"]:
        return "retrying"
    return "waiting" if words & _MEANT["asking"] and words & _MEANT["open"] else None


def _joined(words: list[str]) -> list[str]:
    """The words of a clause, with those that begin with a negation in one."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] + word in _NEGATED:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _affirmed(words: list[str]) -> Iterator[str]:
    """The words of a clause, and neighbours that make one (`time out`), up to a negation, if nothing is overruled."""
    end = next((place for place, word in enumerate(words) if word in _MEANT["negating"]), len(words))
    if _MEANT["overruling"].isdisjoint(words[:end]):
        yield from words[:end]
        for start in range(end):
            if words[start] in _BEGINS:
                yield from accumulate(words[start : min(end, start + _LONGEST_COMPOUND)])
