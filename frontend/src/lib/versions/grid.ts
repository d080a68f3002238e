import { GROUPS, kindOf } from "./table";
import type { Group, TableRow } from "./table";

export type GridItem =
  | { readonly kind: "group"; readonly group: Group; readonly count: number }
  | { readonly kind: "row"; readonly row: TableRow; readonly at: number; readonly isTall: boolean };

/** A cell, both from 0; group heads do not count. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** The rows with a head over each group. */
export function gridItems(rows: readonly TableRow[]): readonly GridItem[] {
  const items: GridItem[] = [];
  let at = 0;
  for (const group of GROUPS) {
    const inside = rows.filter((row) => row.group === group);
    if (inside.length > 0) items.push({ kind: "group", group, count: inside.length });
    for (const row of inside) {
      items.push({ kind: "row", row, at, isTall: group === "attention" });
      at += 1;
    }
  }
  return items;
}

/** The next or previous cell that needs a person, from the other end after the last; null if there is none. */
export function troubleFrom(
  { row, column }: Place,
  step: 1 | -1,
  { rows, clusters }: { rows: readonly TableRow[]; clusters: readonly string[] },
): Place | null {
  const size = rows.length * clusters.length;
  const start = row * clusters.length + column;
  for (let gone = 1; gone <= size; gone += 1) {
    const at = (start + step * gone + size) % size;
    const place = { row: Math.floor(at / clusters.length), column: at % clusters.length };
    const found = rows[place.row];
    const kind = found && kindOf(found.cells.get(clusters[place.column] ?? ""), found.mostRun);
    if (kind === "trouble" || kind === "conflict") return place;
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

function within(value: number, last: number): number {
  return Math.max(0, Math.min(last, value));
}

/** Where a key leads; null for one that does not move. */
export function moved(
  from: Place,
  press: Press,
  { rows, columns }: { rows: number; columns: number },
): Place | null {
  const last = { row: rows - 1, column: columns - 1 };
  const next = stepped(from, press, last);
  return next && { row: within(next.row, last.row), column: within(next.column, last.column) };
}
