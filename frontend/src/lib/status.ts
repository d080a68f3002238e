import type { Counts, EntityType, Execution, Status } from "@/types/entities";
import { STATUSES } from "@/types/entities";

export interface StatusFacts {
  status: Status;
  type?: EntityType | undefined;
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

function failedWord({ type, open }: StatusFacts): string {
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

/** How a status is said once nothing is confirmed any more. Unknown was never more than that. */
export function lastKnownWord(facts: StatusFacts): string {
  if (facts.status === "waiting") return "Was awaiting approval";
  const word = statusWord(facts);
  if (facts.status === "unknown") return word;
  if (word === ENDED_BADLY) return "Had failures";
  return `Was ${word.charAt(0).toLowerCase()}${word.slice(1)}`;
}

/** The word, and whom the node waits for where the workflow says so. */
export function statusPhrase(facts: StatusFacts): string {
  const word = statusWord(facts);
  return facts.status === "waiting" && facts.waiting_for ? `${word} by ${facts.waiting_for}` : word;
}

export function totalOf(counts: Counts): number {
  return STATUSES.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

/** Skipped counts as done: it was left out by plan. */
export function doneOf(counts: Counts): number {
  return (counts.succeeded ?? 0) + (counts.skipped ?? 0);
}
