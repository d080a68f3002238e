import { countWord } from "@/lib/words/status";
import type { ListAnswer, Status, Word } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";

export interface SummaryPart {
  count: number;
  /** "2 need approval" */
  text: string;
  status: Status;
}

export interface Summary {
  attention: SummaryPart[];
  running: number;
  /** Rows whose tree was not read, which no status counts. */
  unread: number;
}

/** What a release can need a person for, worst first. */
const KINDS = [
  ["failed", "Failing"],
  ["stuck", "Stuck"],
  ["unknown", "Unknown"],
  ["waiting", "Needs approval"],
] as const satisfies readonly [string, Word][];

/** "1 failing, 1 stuck, 1 unknown, 1 needs approval. 2 in progress." */
export function summaryOf({ attention, facets, unread }: ListAnswer): Summary {
  const parts = KINDS.map(([kind, word]) => {
    const count = attention[kind] ?? 0;
    return { status: TERMS[word].status, count, text: countWord(count, word) };
  });
  return {
    attention: parts.filter(({ count }) => count > 0),
    running: facets.running ?? 0,
    unread,
  };
}

/** The worst of the list, for the icon of the tab; nothing while nothing needs a person. */
export function worstOf({ attention }: Summary): Status | undefined {
  return attention[0]?.status;
}

/** For the title of the tab. */
export function summaryText({ attention }: Summary): string {
  return attention.map(({ text }) => text).join(", ");
}
