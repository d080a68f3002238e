import type { CsvRow } from "@/lib/app/download";
import { formatDuration } from "@/lib/words/time";
import { rangeWords } from "@/lib/words/usual";
import { formatNumber } from "@/lib/words/words";
import type { ComparedApps, ComparedRow, ComparedWave, Finding, Fold } from "@/types/entities";

/** What may be chosen, in the order of the rows. */
export const CHANGES = [
  "worse",
  "better",
  "slower",
  "faster",
  "version",
  "added",
  "gone",
] as const satisfies readonly Finding[];
export const FOLDS = ["same", "not_done", "not_comparable"] as const satisfies readonly Finding[];
export type Change = (typeof CHANGES)[number];
export type FoldName = (typeof FOLDS)[number];

export const FINDING_WORDS = {
  worse: "Worse",
  better: "Better",
  slower: "Slower",
  faster: "Faster",
  version: "Version",
  added: "Added",
  gone: "Gone",
  same: "Same",
  not_done: "Not done",
  not_comparable: "Not comparable",
} satisfies Record<Finding, string>;

export function isChange(word: string | null): word is Change {
  return CHANGES.some((change) => change === word);
}

export interface ChangeItem {
  kind: "row";
  key: string;
  row: ComparedRow;
  /** The first of its finding, which names it. */
  isFirst: boolean;
}

export interface FoldItem {
  kind: "fold";
  key: FoldName;
  fold: Fold;
  isOpen: boolean;
}

export type CompareItem = ChangeItem | FoldItem;

interface Compared extends Record<FoldName, Fold> {
  changes: readonly ComparedRow[];
}

export interface CompareFilter {
  find: string;
  change: Change | null;
  open: ReadonlySet<FoldName>;
}

function matches({ app, place, detail }: ComparedRow, find: string): boolean {
  const wanted = find.trim().toLowerCase();
  return wanted === "" || [app, place, detail].some((text) => text.toLowerCase().includes(wanted));
}

/** Paths tell rows apart, and stay while the rest of a row changes. */
function keyOf(row: ComparedRow): string {
  return `${row.finding} ${(row.b ?? row.a)?.paths[0] ?? row.app}`;
}

function items(rows: readonly ComparedRow[], find: string): ChangeItem[] {
  const shown = rows.filter((row) => matches(row, find));
  return shown.map((row, at) => ({
    kind: "row",
    key: keyOf(row),
    row,
    isFirst: shown[at - 1]?.finding !== row.finding,
  }));
}

/** Changes, then each fold with its rows if it is open. */
export function compareItems(compared: Compared, filter: CompareFilter): CompareItem[] {
  const { find, change, open } = filter;
  const changes = compared.changes.filter(({ finding }) => change === null || finding === change);
  const folds = FOLDS.filter((name) => change === null && compared[name].count > 0);
  return [
    ...items(changes, find),
    ...folds.flatMap((name): CompareItem[] => {
      const [fold, isOpen] = [compared[name], open.has(name)];
      return [{ kind: "fold", key: name, fold, isOpen }, ...(isOpen ? items(fold.rows, find) : [])];
    }),
  ];
}

/** "wave-2 / eu-west-1b": where an app stands, by its path. */
export function placeOf(path: string): string {
  const [, wave = "", cluster = ""] = path.split("/").map((id) => id.slice(id.indexOf(":") + 1));
  return [wave, cluster].filter((part) => part !== "").join(" / ");
}

const TIMED: ReadonlySet<Finding> = new Set(["slower", "faster", "worse", "better"]);

/** What stands beside the word of a side: what it took, or how many are done. */
export function sideNote(apps: ComparedApps, finding: Finding): string | null {
  const total = apps.paths.length;
  const done = apps.counts.succeeded ?? 0;
  if ((finding === "added" || finding === "gone") && total > 1) {
    return `${formatNumber(done)} of ${formatNumber(total)} done`;
  }
  const isDone = done === total;
  return isDone && TIMED.has(finding) && apps.duration ? rangeWords(apps.duration) : null;
}

/** "17 min so far", "9 min", "Not started", "–" */
export function waveTime(time: ComparedWave["a"]): string {
  if (!time) return "–";
  const { seconds, so_far: soFar, word } = time;
  if (seconds === null || seconds === undefined) return word;
  if (!soFar) return formatDuration(seconds * 1000);
  return seconds < 60 ? "just begun" : `${formatDuration(seconds * 1000)} so far`;
}

const MOST_WAVES = 8;

/** The waves that differ, where there are many; how many are left out. */
export function shownWaves(waves: readonly ComparedWave[]): {
  shown: readonly ComparedWave[];
  left: number;
} {
  if (waves.length <= MOST_WAVES) return { shown: waves, left: 0 };
  const shown = waves.filter(({ differs }) => differs);
  return { shown, left: waves.length - shown.length };
}

/** What waits for its turn in B: the last waves, as one line on a phone. */
export interface WaitingWaves {
  count: number;
  /** "Waves 4 and 5" */
  label: string;
  /** "24 to 25 min, not started" */
  detail: string;
}

function hasBegun({ b }: ComparedWave): boolean {
  return !b || (b.seconds ?? null) !== null;
}

/** All but the first of the waves that B has not begun, if they are two or more. */
export function waitingWaves(waves: readonly ComparedWave[]): WaitingWaves | null {
  const folded = waves.slice(waves.findLastIndex(hasBegun) + 2);
  const [first, last] = [folded[0], folded.at(-1)];
  if (folded.length < 2 || !first?.b || !last) return null;
  const [from, to] = [first.label, last.label.replace(/^Wave /, "")];
  const times = folded.flatMap(({ a }) => a?.seconds ?? []);
  const range = { least: Math.min(...times), most: Math.max(...times) };
  return {
    count: folded.length,
    label: `${from.replace(/^Wave /, "Waves ")} ${folded.length === 2 ? "and" : "to"} ${to}`,
    detail: `${times.length > 0 ? `${rangeWords(range)}, ` : ""}${first.b.word.toLowerCase()}`,
  };
}

export function csvRows(rows: readonly ComparedRow[]): CsvRow[] {
  return rows.map(({ finding, app, place, count, a, b, headline, detail }) => ({
    finding,
    app,
    place,
    count,
    a_word: a?.word ?? null,
    a_version: a?.version ?? null,
    b_word: b?.word ?? null,
    b_version: b?.version ?? null,
    difference: `${headline} ${detail}`.trim(),
  }));
}
