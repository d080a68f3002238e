import { formatNumber, needApproval } from "@/lib/words/words";
import type { ListAnswer, Status } from "@/types/entities";

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
  ["failed", "failed", (count: number) => `${formatNumber(count)} failing`],
  ["stuck", "retrying", (count: number) => `${formatNumber(count)} stuck`],
  ["unknown", "unknown", (count: number) => `${formatNumber(count)} unknown`],
  ["waiting", "waiting", needApproval],
] as const satisfies readonly [string, Status, (count: number) => string][];

/** "1 failing, 1 stuck, 1 unknown, 1 needs approval. 2 in progress." */
export function summaryOf({ attention, facets, unread }: ListAnswer): Summary {
  const parts = KINDS.map(([kind, status, say]) => {
    const count = attention[kind] ?? 0;
    return { status, count, text: say(count) };
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
