import type { Status } from "@/types/entities";
import { blockOf } from "./alsoRun";
import type { Block } from "./alsoRun";
import { spansOf } from "./regions";
import type { Column } from "./regions";
import { CALM, kindOf, onTopOf, statusOf, worstOf } from "./table";
import type { Kind, TableRow } from "./table";

/** Clusters side by side that are drawn as one. */
export interface Segment {
  readonly kind: Kind;
  /** The first of its columns. */
  readonly column: number;
  readonly count: number;
  readonly status: Status | undefined;
  readonly block: Block | undefined;
}

function segmentAt(row: TableRow, cluster: string, column: number): Segment {
  const cell = row.cells.get(cluster);
  const kind = kindOf(cell, row.mostRun);
  const worst = cell && worstOf(onTopOf(cell));
  const onTop = kind === "stale" ? "unknown" : worst && statusOf(worst);
  const block = kind === "other" ? blockOf(row, cell?.runs?.version) : undefined;
  const status = kind === "conflict" ? undefined : onTop;
  return { kind, column, count: 1, status, block };
}

function joined(segments: readonly Segment[]): readonly Segment[] {
  const runs: Segment[] = [];
  for (const segment of segments) {
    const last = runs.at(-1);
    if (last && last.kind === segment.kind && CALM.has(segment.kind)) {
      runs[runs.length - 1] = { ...last, count: last.count + 1 };
    } else runs.push(segment);
  }
  return runs;
}

/** A row as a strip: the segments of each region. Only calm ones are joined, and empty regions may be left out. */
export function stripOf(
  row: TableRow,
  columns: readonly Column[],
  isWhole = true,
): (readonly Segment[])[] {
  const spans = spansOf(columns);
  const whole = [{ first: 0, count: columns.length }];
  const strip = (spans.length > 0 ? spans : whole).map(({ first, count }) =>
    joined(
      columns
        .slice(first, first + count)
        .map(({ cluster }, at) => segmentAt(row, cluster, first + at)),
    ),
  );
  return strip.filter((region) => isWhole || region.some(({ kind }) => kind !== "absent"));
}
