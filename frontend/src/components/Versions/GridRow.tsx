import type { VirtualItem } from "@tanstack/react-virtual";
import { useNow } from "@/hooks/useNow";
import type { GridItem, Place } from "@/lib/versions/grid";
import { RowHead } from "./heads";
import { VersionCellView } from "./VersionCellView";

/** Sentences tell ages in minutes: cells need not be drawn each second. */
const MINUTE = 60_000;

/** The grid refers to its active cell by this id. */
export function cellId({ row, column }: Place): string {
  return `cell-${String(row)}-${String(column)}`;
}

interface GridRowProps {
  item: Extract<GridItem, { kind: "row" }>;
  index: number;
  top: number;
  height: number;
  columns: readonly VirtualItem[];
  clusters: readonly string[];
  /** The column of the active cell, if it is in this row. */
  active: number | null;
  /** The column of the cell that is open in the panel, likewise. */
  selected: number | null;
  isAllRead: boolean;
  isOut: boolean;
}

/** One app over the clusters in view. */
export function GridRow(props: GridRowProps) {
  const { item, index, top, height, columns, clusters, active, selected } = props;
  const { row, at } = item;
  const now = Math.floor(useNow() / MINUTE) * MINUTE;
  return (
    <div
      role="row"
      className="versions-row"
      aria-rowindex={index + 2}
      data-selected={selected !== null || undefined}
      style={{ top, height }}
    >
      <RowHead row={row} isOut={props.isOut} />
      {columns.map(({ index: column, start, size }) => {
        const cluster = clusters[column] ?? "";
        return (
          <VersionCellView
            key={cluster}
            id={cellId({ row: at, column })}
            cell={row.cells.get(cluster)}
            mostRun={row.mostRun}
            cluster={cluster}
            row={at}
            column={column}
            left={start}
            width={size}
            isActive={column === active}
            isSelected={column === selected}
            isAllRead={props.isAllRead}
            isOut={props.isOut}
            now={now}
          />
        );
      })}
    </div>
  );
}
