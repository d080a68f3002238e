import type { Counts, Status, Term, Word } from "@/types/entities";
import { STATUSES } from "@/types/entities";
import { TERMS, WORDS } from "@/types/vocabulary.gen";
import { formatNumber } from "./words";

const KNOWN: ReadonlySet<string> = new Set(STATUSES);

export function isStatus(word: string): word is Status {
  return KNOWN.has(word);
}

/** How a status is said where nothing finer is told. */
export function termOf(status: Status, stuck = false): Term {
  return TERMS[stuck && status === "retrying" ? "Stuck" : WORDS[status]];
}

/** "1 needs approval", "2 need approval" */
export function countWord(count: number, word: Word): string {
  const { one, many } = TERMS[word];
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

export function totalOf(counts: Counts): number {
  return STATUSES.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

/** Done means succeeded: what was skipped did not get what the release brings. */
export function doneOf(counts: Counts): number {
  return counts.succeeded ?? 0;
}
