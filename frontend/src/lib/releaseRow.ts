import { STATUS_LABELS, doneOf, isOpen, lastKnownWord, statusWord, totalOf } from "@/lib/status";
import { formatDuration, parseTime } from "@/lib/time";
import { nameOf, waveDetail } from "@/lib/tree";
import { formatNumber } from "@/lib/words";
import type { Culprit, ListAnswer, ReleaseSummary, Status, WaveSummary } from "@/types/entities";

export type GroupName = "attention" | "open" | "closed";

export interface Group {
  name: GroupName;
  title: string;
  /** How many there are in all, not only on this page. */
  count: number;
  items: ReleaseSummary[];
}

const GROUP_TITLES = {
  attention: "Needs attention",
  open: "In progress and queued",
  closed: "Finished",
} satisfies Record<GroupName, string>;

const GROUP_NAMES = ["attention", "open", "closed"] as const satisfies readonly GroupName[];

/** The server sorts by group, so a row's place in the whole list says which one it stands in. */
export function groupsOf(page: ListAnswer): Group[] {
  const offset = (page.page - 1) * page.page_size;
  let end = 0;
  return GROUP_NAMES.map((name) => {
    const start = end;
    end += page.groups[name] ?? 0;
    const items = page.items.slice(Math.max(0, start - offset), Math.max(0, end - offset));
    return { name, title: GROUP_TITLES[name], count: end - start, items };
  }).filter((group) => group.items.length > 0);
}

/** Nobody has looked at it yet: nothing is known, and nothing is wrong either. */
export function isUnread(item: ReleaseSummary): boolean {
  return item.code === "not_read_yet";
}

/** Before its tree is read only the release's own word counts; nothing is known of what is below. */
export function isTreeRead(item: ReleaseSummary): boolean {
  return Boolean(item.tree_read_at);
}

export function rowWord(item: ReleaseSummary, isAsOf: boolean): string {
  const facts = { ...item, status: item.health, open: isOpen(item.execution) };
  return isAsOf ? lastKnownWord(facts) : statusWord(facts);
}

export interface RowTimes {
  started: number | undefined;
  ended: number | undefined;
  changed: number | undefined;
}

export function rowTimes(item: ReleaseSummary): RowTimes {
  const { execution, health } = item;
  const began = parseTime(execution?.started_at ?? item.created_at);
  return {
    started: health === "pending" ? undefined : began,
    ended: parseTime(execution?.closed_at),
    changed: parseTime(item.changed_at ?? item.updated_at ?? execution?.closed_at) ?? began,
  };
}

export interface WavePosition {
  waves: readonly WaveSummary[];
  current: number | undefined;
  /** "2 of 5" */
  text: string;
  hasBegun: boolean;
}

/** A release cancelled in its second wave has not reached its fifth. */
const NOT_BEGUN: ReadonlySet<Status> = new Set(["pending", "cancelled", "skipped"]);

function begunWaves({ health }: ReleaseSummary, waves: readonly WaveSummary[]): number {
  if (health === "succeeded" || health === "skipped") return waves.length;
  return (
    waves.findLastIndex(
      ({ health: reached, counts }) => !NOT_BEGUN.has(reached) || (counts?.succeeded ?? 0) > 0,
    ) + 1
  );
}

export function wavePosition(item: ReleaseSummary): WavePosition | undefined {
  const waves = item.waves ?? [];
  if (waves.length === 0) return undefined;
  const current = isOpen(item.execution) ? (item.current_wave ?? undefined) : undefined;
  const position =
    current === undefined || item.health === "pending" ? begunWaves(item, waves) : current + 1;
  return {
    waves,
    current,
    text: `${String(position)} of ${String(waves.length)}`,
    hasBegun: position > 0,
  };
}

/** The last cell: what is wrong or going on, who is to blame, and why. */
export interface RowReason {
  /** In bold, in the colour of its status where that needs a person. */
  lead: string;
  rest: string;
  who: string;
  where: string;
  why: string;
}

function leads(item: ReleaseSummary): string[] {
  const { failed, stuck, unknown, retrying } = item.problems;
  const counted: [number, string][] = [
    [failed, "failed"],
    [stuck, "stuck"],
    [unknown, "unknown"],
    [item.health === "retrying" ? retrying : 0, "retrying"],
  ];
  return counted
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatNumber(count)} ${word}`);
}

function culpritName(culprit: Culprit): string {
  const plain = nameOf(culprit);
  const { type } = culprit;
  return type === "app" || plain.toLowerCase().startsWith(type) ? plain : `${type} ${plain}`;
}

function troubleReason(item: ReleaseSummary): RowReason {
  const { culprit } = item;
  const isBelow = culprit !== undefined && culprit !== null && culprit.type !== "release";
  // The release itself is no part of what it counts.
  const [lead = STATUS_LABELS[item.health], ...others] = isBelow ? leads(item) : [];
  const attempt =
    culprit?.status === "retrying" && culprit.attempt ? `attempt ${String(culprit.attempt)}` : "";
  const reason = culprit?.reason ?? item.reason ?? item.message ?? "";
  const cluster = culprit?.type === "app" || culprit?.type === "bundle" ? culprit.cluster : null;
  return {
    lead,
    rest: others.map((other) => `, ${other}`).join(""),
    who: isBelow ? culpritName(culprit) : "",
    where: isBelow && cluster ? `in ${cluster}` : "",
    why: [attempt, reason].filter((part) => part !== "").join(", "),
  };
}

function approvalReason(item: ReleaseSummary, now: number): RowReason {
  const { culprit } = item;
  const isBelow = culprit !== undefined && culprit !== null && culprit.type !== "release";
  const since = parseTime(culprit?.since ?? item.updated_at);
  const waiting = since === undefined ? "waiting" : `waiting ${formatDuration(now - since)}`;
  const whom = item.waiting_for ? `asked of ${item.waiting_for}` : (culprit?.reason ?? "");
  const name = isBelow ? culpritName(culprit).replace(/^Wave /, "wave ") : "";
  return {
    lead: name === "" ? (item.message ?? STATUS_LABELS.waiting) : `Approval of ${name}`,
    rest: "",
    who: "",
    where: "",
    why: [waiting, whom].filter((part) => part !== "").join(", "),
  };
}

function progressWords(item: ReleaseSummary): string {
  const index = item.current_wave ?? undefined;
  const wave = index === undefined ? undefined : item.waves?.[index];
  if (index === undefined || !wave) return item.message ?? "";
  const ordinal = `wave ${String(index + 1)}`;
  const detail = waveDetail(wave, index + 1);
  const [done, total] = [doneOf(wave.counts ?? {}), totalOf(wave.counts ?? {})];
  const place = detail === null ? ordinal : `${ordinal}, ${detail}`;
  return total === 0
    ? place
    : `${place}: ${formatNumber(done)} of ${formatNumber(total)} apps done`;
}

function calmReason(item: ReleaseSummary): RowReason | undefined {
  const running = item.counts?.running ?? 0;
  const isRunning = item.health === "running";
  if (item.health === "succeeded") return undefined;
  const lead =
    isRunning && running > 0 ? `${formatNumber(running)} in progress` : STATUS_LABELS[item.health];
  // "Cancelled: superseded" says its first word in bold already.
  const said = (item.message ?? item.reason ?? item.waiting_for ?? "").replace(
    new RegExp(`^${STATUS_LABELS[item.health]}\\b[:,\\s]*`, "i"),
    "",
  );
  return { lead, rest: "", who: "", where: "", why: isRunning ? progressWords(item) : said };
}

const TROUBLE: ReadonlySet<Status> = new Set(["failed", "retrying", "unknown"]);

export function rowReason(item: ReleaseSummary, now: number): RowReason | undefined {
  if (TROUBLE.has(item.health)) return troubleReason(item);
  return item.health === "waiting" ? approvalReason(item, now) : calmReason(item);
}

export interface SummaryPart {
  count: number;
  words: string;
  status: Status;
}

const SUMMARY_WORDS: readonly [Status, string][] = [
  ["failed", "failing"],
  ["retrying", "stuck"],
  ["unknown", "unknown"],
  ["waiting", "needs approval"],
];

export interface Summary {
  attention: SummaryPart[];
  /** How many need attention where they are not all on this page, so that they cannot be told apart. */
  untold: number;
  running: number;
}

/** "1 failing, 1 stuck, 1 unknown, 1 needs approval. 2 in progress." */
export function summaryOf(page: ListAnswer): Summary {
  const expected = page.groups.attention ?? 0;
  const rows = groupsOf(page).find((group) => group.name === "attention")?.items ?? [];
  const running = page.facets.running ?? 0;
  if (rows.length < expected) return { attention: [], untold: expected, running };
  const attention = SUMMARY_WORDS.map(([status, words]) => ({
    status,
    count: rows.filter((row) => row.health === status).length,
    words,
  }));
  return { attention: attention.filter(({ count }) => count > 0), untold: 0, running };
}

/** The worst of the list, for the icon of the tab; nothing while nothing needs a person. */
export function worstOf({ attention, untold }: Summary): Status | undefined {
  return untold > 0 ? "failed" : attention[0]?.status;
}

/** For the title of the tab. */
export function summaryText({ attention, untold }: Summary): string {
  if (untold > 0) return `${formatNumber(untold)} need attention`;
  return attention.map(({ count, words }) => `${formatNumber(count)} ${words}`).join(", ");
}
