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
  /** How many need attention where it is not known for what. */
  untold: number;
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

type Attention = NonNullable<ListAnswer["attention"]>;

function kindOf({ health, stuck, problems }: ReleaseSummary): keyof Attention {
  if (health === "failed") return "failed";
  if (stuck) return "stuck";
  return health === "unknown" || problems.unknown > 0 ? "unknown" : "waiting";
}

/** The same from the rows of the page, where all of them stand on it. */
function attentionOf(page: ListAnswer): Attention | null {
  const rows = groupsOf(page).find((group) => group.name === "attention")?.items ?? [];
  if (rows.length < (page.groups.attention ?? 0)) return null;
  const counts: Attention = {};
  for (const row of rows) {
    const kind = kindOf(row);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** "1 failing, 1 stuck, 1 unknown, 1 needs approval. 2 in progress." */
export function summaryOf(page: ListAnswer): Summary {
  const rest = { running: page.facets.running ?? 0, unread: page.unread ?? 0 };
  const counted = page.attention ?? attentionOf(page);
  if (!counted) return { attention: [], untold: page.groups.attention ?? 0, ...rest };
  const attention = KINDS.map(([kind, status, say]) => {
    const count = counted[kind] ?? 0;
    return { status, count, text: say(count) };
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
