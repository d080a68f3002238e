import { doneText } from "@/lib/words/done";
import { causeOf, kindText } from "@/lib/tree/problems";
import { STATUS_LABELS, isOpen, lastKnownWord, statusWord } from "@/lib/words/status";
import { formatDuration, parseTime } from "@/lib/words/time";
import { currentWaveIndex, nameOf, shownStatus, waveDetail } from "@/lib/tree/tree";
import { formatNumber, needApproval, plural } from "@/lib/words/words";
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

/** What can be known without the tree: that the release itself failed, or cannot be read. */
const KNOWN_ALONE: ReadonlySet<Status> = new Set(["failed", "unknown"]);

/** Its tree was not read: how it is as a whole is not known, and nothing is wrong either. */
export function isUnread(item: ReleaseSummary): boolean {
  if (item.code === "not_read_yet") return true;
  return !item.tree_read_at && !KNOWN_ALONE.has(item.health);
}

/** Before its tree is read only the release's own word counts; nothing is known of what is below. */
export function isTreeRead(item: ReleaseSummary): boolean {
  return Boolean(item.tree_read_at);
}

/** What the release says of itself while its tree is not read. */
export function ownWord(item: ReleaseSummary): string {
  const { status } = item;
  return status === "unknown" ? "" : statusWord({ status, open: isOpen(item.execution) });
}

/** What a row stands under: a retry is nothing beside something that needs a person. */
export function rowStatus(item: ReleaseSummary): Status {
  const status = shownStatus(item);
  return status === "retrying" ? (item.counted_as ?? status) : status;
}

export function rowWord(item: ReleaseSummary, isAsOf: boolean): string {
  const { code, stuck, execution } = item;
  const facts = { code, stuck, status: rowStatus(item), open: isOpen(execution) };
  return isAsOf ? lastKnownWord(facts) : statusWord(facts);
}

export interface RowTimes {
  started: number | undefined;
  ended: number | undefined;
  changed: number | undefined;
}

function latest(...times: readonly (string | null | undefined)[]): number | undefined {
  const known = times.flatMap((time) => parseTime(time) ?? []);
  return known.length > 0 ? Math.max(...known) : undefined;
}

export function rowTimes(item: ReleaseSummary): RowTimes {
  const { execution, health } = item;
  const began = parseTime(execution?.started_at ?? item.created_at);
  return {
    started: health === "pending" ? undefined : began,
    ended: parseTime(execution?.closed_at),
    changed: latest(item.changed_at ?? item.updated_at, execution?.closed_at) ?? began,
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

function begunWaves(item: ReleaseSummary, waves: readonly WaveSummary[]): number {
  const health = shownStatus(item);
  if (health === "succeeded") return waves.length;
  return (
    waves.findLastIndex(
      ({ health: reached, counts }) => !NOT_BEGUN.has(reached) || (counts?.succeeded ?? 0) > 0,
    ) + 1
  );
}

export function wavePosition(item: ReleaseSummary): WavePosition | undefined {
  const waves = item.waves ?? [];
  if (waves.length === 0) return undefined;
  const current = isOpen(item.execution) ? currentWaveIndex(waves) : undefined;
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

/** Everything that needs a person, worst first, and what is only retrying where that is the worst. */
function leads(item: ReleaseSummary): string[] {
  const { failed, stuck, unknown, retrying, waiting } = item.problems;
  const counted: [number, (count: number) => string][] = [
    [failed, (count) => kindText("failed", count)],
    [stuck, (count) => kindText("stuck", count)],
    [item.health === "retrying" ? retrying : 0, (count) => `${formatNumber(count)} retrying`],
    [unknown, (count) => kindText("unknown", count)],
    [waiting, needApproval],
  ];
  return counted.filter(([count]) => count > 0).map(([count, say]) => say(count));
}

function culpritName(culprit: Culprit): string {
  const plain = nameOf(culprit);
  const { type } = culprit;
  return type === "app" || plain.toLowerCase().startsWith(type) ? plain : `${type} ${plain}`;
}

/** As the tree calls it: its name, or what its id does not share with the release's. */
function clusterOf({ cluster, path }: Culprit): string {
  const id = path.split("/").find((one) => one === `cluster:${cluster ?? ""}`);
  return id ? nameOf({ id, path: path.slice(0, path.indexOf(id) + id.length) }) : (cluster ?? "");
}

function troubleReason(item: ReleaseSummary): RowReason {
  const { culprit } = item;
  const isBelow = culprit !== undefined && culprit !== null && culprit.type !== "release";
  const counted = leads(item);
  // Of the release alone a count of one says nothing.
  const isCounted = isBelow || counted.length > 1;
  const [lead = rowWord(item, false), ...others] = isCounted ? counted : [];
  const attempt =
    culprit?.status === "retrying" && culprit.attempt ? `attempt ${String(culprit.attempt)}` : "";
  const whom = culprit?.status === "waiting" ? item.waiting_for : null;
  const asked = whom ? `asked of ${whom}` : null;
  const reason = culprit?.reason ?? asked ?? item.reason ?? item.message ?? "";
  const cluster = culprit?.type === "app" || culprit?.type === "bundle" ? clusterOf(culprit) : "";
  return {
    lead,
    rest: others.map((other) => `, ${other}`).join(""),
    who: isBelow ? culpritName(culprit) : "",
    where: isBelow && cluster !== "" ? `in ${cluster}` : "",
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
    rest: item.problems.waiting > 1 ? ` and ${plural(item.problems.waiting - 1, "more part")}` : "",
    who: "",
    where: "",
    why: [waiting, whom].filter((part) => part !== "").join(", "),
  };
}

function progressWords(item: ReleaseSummary): string {
  const index = currentWaveIndex(item.waves ?? []);
  const wave = index === undefined ? undefined : item.waves?.[index];
  if (index === undefined || !wave) return item.message ?? "";
  const ordinal = `wave ${String(index + 1)}`;
  const detail = waveDetail({ ...wave, path: `${item.path}/${wave.id}` }, index + 1);
  const place = detail === null ? ordinal : `${ordinal}, ${detail}`;
  const done = doneText(wave.counts ?? {}, "app");
  return done === "" ? place : `${place}: ${done}`;
}

function calmReason(item: ReleaseSummary): RowReason | undefined {
  const running = item.counts?.running ?? 0;
  const status = shownStatus(item);
  const isRunning = status === "running";
  if (status === "succeeded") return undefined;
  const lead =
    isRunning && running > 0 ? `${formatNumber(running)} in progress` : STATUS_LABELS[status];
  // "Cancelled: superseded" says its first word in bold already.
  const cause = causeOf(item) ?? item.waiting_for ?? "";
  const said = cause.replace(new RegExp(`^${STATUS_LABELS[status]}\\b[:,\\s]*`, "i"), "");
  return { lead, rest: "", who: "", where: "", why: isRunning ? progressWords(item) : said };
}

/** "2 remarks": nodes whose answers were good but odd. */
export function remarkText({ remarks }: ReleaseSummary): string {
  return remarks === 0 ? "" : plural(remarks, "remark");
}

const TROUBLE: ReadonlySet<Status> = new Set(["failed", "retrying", "unknown"]);

export function rowReason(item: ReleaseSummary, now: number): RowReason | undefined {
  if (TROUBLE.has(item.health)) return troubleReason(item);
  return item.health === "waiting" ? approvalReason(item, now) : calmReason(item);
}
