import { GROUPS } from "./table";
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
