import type { VirtualItem } from "@tanstack/react-virtual";
import { useNow } from "@/hooks/useNow";
import type { GridItem, Place } from "@/lib/versions/grid";
import { OutOfView } from "./OutOfView";
import { RowHead } from "./RowHead";
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
  /** The columns where a region begins. */
  edges: ReadonlySet<number>;
  /** The columns that are not out of view. */
  inView: { first: number; last: number };
  /** The column of the active cell, if it is in this row; -1 is the name. */
  active: number | null;
  /** The column of the cell that is open in the panel, likewise. */
  selected: number | null;
  isDense: boolean;
  isAllRead: boolean;
  isOut: boolean;
}

/** One app over the clusters in view. */
export function GridRow(props: GridRowProps) {
  const { item, index, top, height, columns, clusters, active, selected, isDense } = props;
  const { shown, at } = item;
  const now = Math.floor(useNow() / MINUTE) * MINUTE;
  return (
    <div
      role="row"
      className="versions-row"
      aria-rowindex={index + 2}
      data-selected={selected !== null || undefined}
      style={{ top, height }}
    >
      <RowHead
        id={cellId({ row: at, column: -1 })}
        shown={shown}
        isDense={isDense}
        isActive={active === -1}
        isOut={props.isOut}
      />
      <OutOfView
        row={shown.row}
        at={at}
        clusters={clusters}
        inView={props.inView}
        isOut={props.isOut}
      />
      {columns.map(({ index: column, start, size }) => (
        <VersionCellView
          key={clusters[column]}
          id={cellId({ row: at, column })}
          row={shown.row}
          cluster={clusters[column] ?? ""}
          place={`${String(at)} ${String(column)}`}
          column={column}
          left={start}
          width={size}
          isEdge={props.edges.has(column)}
          isDense={isDense}
          isActive={column === active}
          isSelected={column === selected}
          isAllRead={props.isAllRead}
          isOut={props.isOut}
          now={now}
        />
      ))}
    </div>
  );
}
