import { groupsOf } from "@/lib/releaseRow";
import { formatNumber, needApproval } from "@/lib/words";
import type { ListAnswer, ReleaseSummary, Status } from "@/types/entities";

export interface SummaryPart {
  count: number;
  /** "2 need approval" */
  text: string;
  status: Status;
}

export interface Summary {
  attention: SummaryPart[];
  /** How many need attention where they are not all on this page, so that they cannot be told apart. */
  untold: number;
  running: number;
  /** Rows whose tree was not read, which no status counts. */
  unread: number;
}

interface Kind {
  status: Status;
  is: (row: ReleaseSummary) => boolean;
  say: (count: number) => string;
}

/** What a release can need a person for. Each row counts once, for the first that it is. */
const KINDS: readonly Kind[] = [
  {
    status: "failed",
    is: ({ health }) => health === "failed",
    say: (count) => `${formatNumber(count)} failing`,
  },
  { status: "retrying", is: ({ stuck }) => stuck, say: (count) => `${formatNumber(count)} stuck` },
  {
    status: "unknown",
    is: ({ health, problems }) => health === "unknown" || problems.unknown > 0,
    say: (count) => `${formatNumber(count)} unknown`,
  },
  {
    status: "waiting",
    is: ({ health, problems }) => health === "waiting" || problems.waiting > 0,
    say: needApproval,
  },
];

/** "1 failing, 1 stuck, 1 unknown, 1 needs approval. 2 in progress." */
export function summaryOf(page: ListAnswer): Summary {
  const expected = page.groups.attention ?? 0;
  const rows = groupsOf(page).find((group) => group.name === "attention")?.items ?? [];
  const rest = { running: page.facets.running ?? 0, unread: page.unread ?? 0 };
  if (rows.length < expected) return { attention: [], untold: expected, ...rest };
  const kinds = rows.map((row) => KINDS.find((kind) => kind.is(row)));
  const attention = KINDS.map((kind) => {
    const count = kinds.filter((one) => one === kind).length;
    return { status: kind.status, count, text: kind.say(count) };
  });
  return { attention: attention.filter(({ count }) => count > 0), untold: 0, ...rest };
}

/** The worst of the list, for the icon of the tab; nothing while nothing needs a person. */
export function worstOf({ attention, untold }: Summary): Status | undefined {
  return untold > 0 ? "failed" : attention[0]?.status;
}

/** "31 need attention" */
export function attentionText(count: number): string {
  return `${formatNumber(count)} ${count === 1 ? "needs" : "need"} attention`;
}

/** For the title of the tab. */
export function summaryText({ attention, untold }: Summary): string {
  return untold > 0 ? attentionText(untold) : attention.map(({ text }) => text).join(", ");
}
