import type { Code, Counts, EntityType, Execution, Status } from "@/types/entities";
import { STATUSES } from "@/types/entities";

export interface StatusFacts {
  status: Status;
  type?: EntityType | undefined;
  /** Why it is so: a run that Temporal ended has a word of its own. */
  code?: Code | null | undefined;
  /** Whether the workflow that answers for the node still runs. Left out where that makes no difference. */
  open?: boolean | undefined;
  stuck?: boolean | undefined;
  waiting_for?: string | null | undefined;
}

/** The plain word of each status, as facets and the legend use it. */
export const STATUS_LABELS = {
  failed: "Failed",
  retrying: "Retrying",
  unknown: "Unknown",
  waiting: "Needs approval",
  paused: "Paused",
  running: "In progress",
  pending: "Not started",
  cancelled: "Cancelled",
  skipped: "Skipped",
  succeeded: "Succeeded",
} satisfies Record<Status, string>;

const ENDED_BADLY = "Ended with failures";

const ATTENTION: ReadonlySet<Status> = new Set(["failed", "unknown", "waiting"]);
const FINAL: ReadonlySet<Status> = new Set(["failed", "cancelled", "skipped", "succeeded"]);
const KNOWN: ReadonlySet<string> = new Set(STATUSES);

/** Whether the node needs a person. Retrying does only once it is stuck. */
export function needsAttention(status: Status, stuck = false): boolean {
  return ATTENTION.has(status) || (status === "retrying" && stuck);
}

export function isFinal(status: Status): boolean {
  return FINAL.has(status);
}

export function isStatus(word: string): word is Status {
  return KNOWN.has(word);
}

/** A word this build does not know is Unknown, never a crash and never green. */
export function parseStatus(word: string): Status {
  return isStatus(word) ? word : "unknown";
}

export function isOpen(execution: Execution | null | undefined): boolean {
  return execution?.status === "Running" || execution?.status === "Paused";
}

/** How Temporal ended a run: nothing that the workflow said last can say it better. */
const ENDED_BY_TEMPORAL: Partial<Record<Code, string>> = {
  execution_failed: "Failed",
  execution_timed_out: "Timed out",
  execution_terminated: "Terminated",
};

function failedWord({ type, open, code }: StatusFacts): string {
  const ended = ENDED_BY_TEMPORAL[code ?? "not_started"];
  if (ended !== undefined && open !== true) return ended;
  if (open === undefined || type === "app") return STATUS_LABELS.failed;
  if (open) return "Failing";
  return type === undefined || type === "release" ? ENDED_BADLY : STATUS_LABELS.failed;
}

/** The one word a badge or a row shows. */
export function statusWord(facts: StatusFacts): string {
  if (facts.status === "failed") return failedWord(facts);
  if (facts.status === "retrying" && facts.stuck === true) return "Stuck";
  return STATUS_LABELS[facts.status];
}

/** What does not read well after "Was". */
const PAST_WORDS: Readonly<Record<string, string>> = {
  Failed: "Had failed",
  "Timed out": "Had timed out",
  [ENDED_BADLY]: "Had ended with failures",
  [STATUS_LABELS.waiting]: "Needed approval",
  [STATUS_LABELS.pending]: "Had not started",
  [STATUS_LABELS.succeeded]: "Had succeeded",
  // What was unread before is unread still.
  [STATUS_LABELS.unknown]: STATUS_LABELS.unknown,
};

/** How a status is said once nothing is confirmed any more. */
export function lastKnownWord(facts: StatusFacts): string {
  const word = statusWord(facts);
  return PAST_WORDS[word] ?? `Was ${word.toLowerCase()}`;
}

export function totalOf(counts: Counts): number {
  return STATUSES.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

/** Done means succeeded: what was skipped did not get what the release brings. */
export function doneOf(counts: Counts): number {
  return counts.succeeded ?? 0;
}
