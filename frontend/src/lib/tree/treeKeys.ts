import { upwards } from "@/lib/tree/lineage";
import type { Row } from "@/lib/tree/visible";

export type TreeAction =
  | { kind: "move"; path: string }
  | { kind: "toggle"; path: string }
  | { kind: "open"; path: string }
  | { kind: "expand-siblings"; path: string };

const PAGE = 12;

function step(rows: readonly Row[], index: number, by: number): TreeAction | null {
  const target = rows[Math.min(rows.length - 1, Math.max(0, index + by))];
  return target ? { kind: "move", path: target.node.path } : null;
}

function right(rows: readonly Row[], index: number): TreeAction | null {
  const row = rows[index];
  if (!row?.expandable) return null;
  return row.expanded ? step(rows, index, 1) : { kind: "toggle", path: row.node.path };
}

function left(rows: readonly Row[], index: number): TreeAction | null {
  const row = rows[index];
  if (!row) return null;
  if (row.expanded) return { kind: "toggle", path: row.node.path };
  const parent = row.node.parent;
  return parent?.parent ? { kind: "move", path: parent.path } : null;
}

/** The action of a key: the ARIA tree pattern, plus j and k. */
export function treeAction(
  key: string,
  rows: readonly Row[],
  active: string | null,
): TreeAction | null {
  const index = rows.findIndex((row) => row.node.path === active);
  const here = rows[index]?.node.path;
  switch (key) {
    case "ArrowDown":
    case "j":
      return step(rows, index, 1);
    case "ArrowUp":
    case "k":
      return step(rows, Math.max(index, 0), -1);
    case "PageDown":
      return step(rows, index, PAGE);
    case "PageUp":
      return step(rows, Math.max(index, 0), -PAGE);
    case "Home":
      return step(rows, 0, 0);
    case "End":
      return step(rows, rows.length - 1, 0);
    case "ArrowRight":
      return right(rows, index);
    case "ArrowLeft":
      return left(rows, index);
    case "Enter":
    case " ":
      return here === undefined ? null : { kind: "open", path: here };
    case "*":
      return here === undefined ? null : { kind: "expand-siblings", path: here };
    default:
      return null;
  }
}

/** When the active row disappears, its nearest visible ancestor becomes active. */
export function survivingRow(rows: readonly Row[], active: string): string | null {
  const shown = new Set(rows.map((row) => row.node.path));
  return upwards(active).find((path) => shown.has(path)) ?? rows[0]?.node.path ?? null;
}
