import type { Status } from "@/types/entities";
import { CALM, kindOf, onTopOf, statusOf, worstOf } from "./table";
import type { Kind, TableRow } from "./table";

/** What breaks the line of a row on one side of what is in view. */
export interface Beyond {
  readonly count: number;
  /** The column of the nearest. */
  readonly nearest: number;
  /** Of the worst of them, where one is in trouble. */
  readonly status: Status | undefined;
}

const TROUBLED: ReadonlySet<Kind> = new Set(["trouble", "stale"]);

function beyond(row: TableRow, clusters: readonly string[], columns: readonly number[]) {
  const cells = columns.flatMap((column) => {
    const cell = row.cells.get(clusters[column] ?? "");
    const kind = kindOf(cell, row.mostRun);
    return cell && !CALM.has(kind) ? { column, cell, kind } : [];
  });
  const [first] = cells;
  if (!first) return null;
  const troubled = cells.filter(({ kind }) => TROUBLED.has(kind));
  const worst = worstOf(troubled.flatMap(({ cell }) => onTopOf(cell)));
  return { count: cells.length, nearest: first.column, status: worst && statusOf(worst) };
}

function range(from: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - from) }, (_, at) => from + at);
}

/** Both sides of the columns in view, which are `first` to `last`. */
export function beyondOf(
  row: TableRow,
  clusters: readonly string[],
  { first, last }: { first: number; last: number },
): { before: Beyond | null; after: Beyond | null } {
  return {
    before: beyond(row, clusters, range(0, first).toReversed()),
    after: beyond(row, clusters, range(last + 1, clusters.length)),
  };
}
