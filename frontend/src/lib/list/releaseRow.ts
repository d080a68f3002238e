import { doneText } from "@/lib/words/done";
import { causeOf, millis, standsIn } from "@/lib/words/told";
import { countWord } from "@/lib/words/status";
import { formatDuration, parseTime } from "@/lib/words/time";
import { plural } from "@/lib/words/words";
import type {
  ListAnswer,
  NodeProblem,
  ProblemKind,
  ReleaseSummary,
  Verdict,
  Word,
} from "@/types/entities";
import { WORDS } from "@/types/vocabulary.gen";

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

/**
 * The server sorts by group, so a row's place in the whole list says which one it stands in. `only` are the paths of
 * the rows to show.
 */
export function groupsOf(page: ListAnswer, only: ReadonlySet<string> | null = null): Group[] {
  const offset = (page.page - 1) * page.page_size;
  let end = 0;
  return GROUP_NAMES.map((name) => {
    const start = end;
    end += page.groups[name] ?? 0;
    const items = page.items.slice(Math.max(0, start - offset), Math.max(0, end - offset));
    const shown = items.filter(({ path }) => only?.has(path) ?? true);
    return { name, title: GROUP_TITLES[name], count: end - start, items: shown };
  }).filter((group) => group.items.length > 0);
}

/** Before its tree is read only the release's own word counts; nothing is known of what is below. */
export function isTreeRead(item: ReleaseSummary): boolean {
  return Boolean(item.tree_read_at);
}

/** What the release says of itself while nothing else is known. */
export function ownWord({ status }: ReleaseSummary): string {
  return status === "unknown" ? "" : WORDS[status];
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
  const { started_at, ended_at } = item;
  const began = parseTime(started_at ?? item.execution?.started_at);
  return {
    started: parseTime(started_at),
    ended: parseTime(ended_at),
    changed: latest(item.changed_at ?? item.updated_at, ended_at) ?? began,
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
function leads({ problems }: ReleaseSummary, verdict: Verdict): string[] {
  const counted: [ProblemKind, Word][] = [
    ["failed", "Failed"],
    ["stuck", "Stuck"],
    ["unknown", "Unknown"],
    ["waiting", "Needs approval"],
  ];
  if (verdict.status === "retrying") counted.push(["retrying", "Retrying"]);
  return counted
    .filter(([kind]) => problems[kind] > 0)
    .map(([kind, word]) => countWord(problems[kind], word));
}

/** What stands before a name that does not say what it is. A bundle is shown as its cluster. */
const LEVELS = { release: "", wave: "", cluster: "cluster ", bundle: "cluster ", app: "" };

function whoOf({ type, label }: NodeProblem): string {
  return type === "release" ? "" : LEVELS[type] + label;
}

function whereOf(culprit: NodeProblem): string {
  const cluster = culprit.type === "app" ? standsIn(culprit) : null;
  return cluster === null ? "" : `in ${cluster}`;
}

function troubleReason(item: ReleaseSummary, verdict: Verdict): RowReason {
  const { culprit } = item;
  const counted = leads(item, verdict);
  // A count of one says nothing about the release alone.
  const isCounted = counted.length > 1 || (culprit?.count ?? 1) > 1 || culprit?.type !== "release";
  const [lead = verdict.word, ...others] = isCounted ? counted : [];
  const attempt =
    culprit?.status === "retrying" && culprit.attempt ? `attempt ${String(culprit.attempt)}` : "";
  const cause = (culprit ? culprit.cause : causeOf(item)) ?? "";
  return {
    lead,
    rest: others.map((other) => `, ${other}`).join(""),
    who: culprit ? whoOf(culprit) : "",
    where: culprit ? whereOf(culprit) : "",
    why: [attempt, cause].filter((part) => part !== "").join(", "),
  };
}

/** "wave 3", "cluster eu-west-1b": what is to be approved. */
function approvedOf({ waves }: ReleaseSummary, culprit: NodeProblem): string {
  const index = waves.findIndex(({ id }) => culprit.type === "wave" && id === culprit.id);
  return index < 0 ? whoOf(culprit) : `wave ${String(index + 1)}`;
}

function approvalReason(item: ReleaseSummary, verdict: Verdict, now: number): RowReason {
  const { culprit, problems, message } = item;
  const since = millis(verdict.waiting_since);
  const waiting = since === null ? "waiting" : `waiting ${formatDuration(now - since)}`;
  const approved = culprit ? approvedOf(item, culprit) : "";
  const whom = culprit?.waiting_for ? `asked of ${culprit.waiting_for}` : (culprit?.cause ?? "");
  return {
    lead: approved === "" ? (message ?? verdict.word) : `Approval of ${approved}`,
    rest: problems.waiting > 1 ? ` and ${plural(problems.waiting - 1, "more part")}` : "",
    who: "",
    where: "",
    why: [waiting, whom].filter((part) => part !== "" && part !== message).join(", "),
  };
}

/** "wave 4, Americas: 24 of 36 apps done" */
function progressWords({ waves, current_wave, message }: ReleaseSummary): string {
  const index = current_wave ?? -1;
  const wave = waves[index];
  if (!wave) return message ?? "";
  const place = [`wave ${String(index + 1)}`, wave.detail].filter(Boolean).join(", ");
  const done = doneText(wave.counts, "app");
  return done === "" ? place : `${place}: ${done}`;
}

function calmReason(item: ReleaseSummary, { status, word, detail }: Verdict): RowReason {
  const running = status === "running" ? (item.counts.running ?? 0) : 0;
  const why = status === "running" ? progressWords(item) : detail;
  const lead = running > 0 ? countWord(running, word) : word;
  return { lead, rest: "", who: "", where: "", why };
}

/** "2 remarks": nodes whose answers were good but odd. */
export function remarkText({ remarks }: ReleaseSummary): string {
  return remarks === 0 ? "" : plural(remarks, "remark");
}

export function rowReason(
  item: ReleaseSummary,
  verdict: Verdict,
  now: number,
): RowReason | undefined {
  switch (verdict.status) {
    case "failed":
    case "retrying":
    case "unknown":
      return troubleReason(item, verdict);
    case "waiting":
      return approvalReason(item, verdict, now);
    case "succeeded":
      return undefined;
    default:
      return calmReason(item, verdict);
  }
}
