import type { Brought, VersionCell } from "@/types/entities";
import { onTopOf } from "./table";
import type { TableRow } from "./table";

/** Fewer are not worth a click. */
const FEWEST = 3;

/** A row on screen: an app, or several that are alike in every cell. */
export interface ShownRow {
  readonly row: TableRow;
  /** How many others the row stands for. */
  readonly alike: number;
  /** Whether these follow it, each as a row. */
  readonly isOpen: boolean;
  /** Whether it is one of these. */
  readonly isInside: boolean;
}

type Told = Brought | null | undefined;

function saysTheSame(a: Told, b: Told): boolean {
  if (!a || !b) return !a && !b;
  return (
    a.release_id === b.release_id &&
    a.version === b.version &&
    a.word === b.word &&
    a.cause === b.cause &&
    a.stale === b.stale
  );
}

function isSameCell(a: VersionCell, b: VersionCell | undefined): boolean {
  if (!b || a.conflict !== b.conflict || !saysTheSame(a.runs, b.runs)) return false;
  const [one, other] = [onTopOf(a), onTopOf(b)];
  return one.length === other.length && one.every((each, at) => saysTheSame(each, other[at]));
}

/** Whether all cells say the same, but for when. */
function areAlike(a: TableRow, b: TableRow): boolean {
  if (a.cells.size !== b.cells.size) return false;
  for (const [cluster, cell] of a.cells) {
    if (!isSameCell(cell, b.cells.get(cluster))) return false;
  }
  return true;
}

/** The same for apps that are alike; few others have it, so that few rows are compared cell by cell. */
function hintOf({ group, release, mostRun, alsoRun, cells }: TableRow): string {
  return JSON.stringify([group, release, mostRun, alsoRun.map(({ count }) => count), cells.size]);
}

/** Apps that the same releases brought to the same clusters, with the same result: by the first of them. */
export function alikeIn(rows: readonly TableRow[]): ReadonlyMap<string, readonly TableRow[]> {
  const found = new Map<string, TableRow[][]>();
  for (const row of rows) {
    const hint = hintOf(row);
    const groups = found.get(hint) ?? [];
    const group = groups.find(([first]) => first && areAlike(first, row));
    if (group) group.push(row);
    else found.set(hint, [...groups, [row]]);
  }
  const large = [...found.values()].flat().filter(({ length }) => length >= FEWEST);
  return new Map(large.map((group) => [group[0]?.app ?? "", group]));
}

/** Each group of apps that are alike as one row, and the apps of the groups in `opened` below theirs. */
export function folded(
  rows: readonly TableRow[],
  groups: ReadonlyMap<string, readonly TableRow[]>,
  opened: ReadonlySet<string>,
): readonly ShownRow[] {
  const inside = new Set([...groups.values()].flatMap(([, ...others]) => others));
  return rows.flatMap((row) => {
    if (inside.has(row)) return [];
    const others = groups.get(row.app)?.slice(1) ?? [];
    const isOpen = others.length > 0 && opened.has(row.app);
    const head = { row, alike: others.length, isOpen, isInside: false };
    const below = isOpen ? others : [];
    return [
      head,
      ...below.map((other) => ({ row: other, alike: 0, isOpen: false, isInside: true })),
    ];
  });
}
