import type { ShownRow } from "./alike";
import { CALM, kindOf } from "./table";
import type { Group, Kind, TableRow } from "./table";

/** While little is read, nobody can tell what differs. */
export type Section = Group | "soFar";

export type GridItem =
  | { readonly kind: "group"; readonly section: Section; readonly count: number }
  | {
      readonly kind: "row";
      readonly shown: ShownRow;
      readonly at: number;
      readonly isTall: boolean;
    };

const SECTIONS = [
  ["attention", ["attention"]],
  ["differ", ["differ"]],
  ["same", ["same"]],
] as const satisfies readonly (readonly [Section, readonly Group[]])[];

const EARLY_SECTIONS = [
  ["attention", ["attention"]],
  ["soFar", ["differ", "same"]],
] as const satisfies readonly (readonly [Section, readonly Group[]])[];

/** A cell, both from 0; group heads do not count. Column -1 is the app's name. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** How many apps a row stands for; those that are shown below it stand in it already. */
function appsIn({ alike, isInside }: ShownRow): number {
  return isInside ? 0 : 1 + alike;
}

/** The rows with a head over each group. */
export function gridItems(rows: readonly ShownRow[], isEarly = false): readonly GridItem[] {
  const items: GridItem[] = [];
  let at = 0;
  for (const [section, groups] of isEarly ? EARLY_SECTIONS : SECTIONS) {
    const inside = rows.filter(({ row }) => groups.some((group) => group === row.group));
    const count = inside.reduce((sum, shown) => sum + appsIn(shown), 0);
    if (inside.length > 0) items.push({ kind: "group", section, count });
    for (const shown of inside) {
      items.push({ kind: "row", shown, at, isTall: section === "attention" });
      at += 1;
    }
  }
  return items;
}

interface Cells {
  readonly rows: readonly TableRow[];
  readonly clusters: readonly string[];
}

const TROUBLES: ReadonlySet<Kind> = new Set(["trouble", "conflict"]);

function kindAt({ row, column }: Place, { rows, clusters }: Cells): Kind {
  const found = rows[row];
  return kindOf(found?.cells.get(clusters[column] ?? ""), found?.mostRun ?? null);
}

/** From an app's name, which stands before its cells, the way back leads to the last cell. */
function stepsFrom(start: number, step: 1 | -1, size: number): number[] {
  const from = step === 1 ? start : Math.max(0, start);
  return Array.from({ length: size }, (_, gone) => (from + step * (gone + 1) + 2 * size) % size);
}

/** The next or previous cell that needs a person, from the other end after the last; null if there is none. */
export function troubleFrom({ row, column }: Place, step: 1 | -1, cells: Cells): Place | null {
  const { length } = cells.clusters;
  const size = cells.rows.length * length;
  for (const at of stepsFrom(row * length + column, step, size)) {
    const place = { row: Math.floor(at / length), column: at % length };
    if (TROUBLES.has(kindAt(place, cells))) return place;
  }
  return null;
}

/** The next or previous cell that breaks the line of its row, likewise. */
export function differenceFrom({ row, column }: Place, step: 1 | -1, cells: Cells): Place | null {
  for (const at of stepsFrom(column, step, cells.clusters.length)) {
    const place = { row, column: at };
    if (!CALM.has(kindAt(place, cells))) return place;
  }
  return null;
}

type Press = Pick<KeyboardEvent, "key" | "ctrlKey">;

function stepped({ row, column }: Place, { key, ctrlKey }: Press, last: Place): Place | null {
  switch (key) {
    case "ArrowUp":
      return { row: row - 1, column };
    case "ArrowDown":
      return { row: row + 1, column };
    case "ArrowLeft":
      return { row, column: column - 1 };
    case "ArrowRight":
      return { row, column: column + 1 };
    case "Home":
      return { row: ctrlKey ? 0 : row, column: 0 };
    case "End":
      return { row: ctrlKey ? last.row : row, column: last.column };
    default:
      return null;
  }
}

function within(value: number, first: number, last: number): number {
  return Math.max(first, Math.min(last, value));
}

/** Where a key leads; null for one that does not move. */
export function moved(
  from: Place,
  press: Press,
  { rows, columns }: { rows: number; columns: number },
): Place | null {
  const last = { row: rows - 1, column: columns - 1 };
  const next = stepped(from, press, last);
  return (
    next && { row: within(next.row, 0, last.row), column: within(next.column, -1, last.column) }
  );
}
