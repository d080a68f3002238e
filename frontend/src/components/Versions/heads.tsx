import type { VirtualItem } from "@tanstack/react-virtual";
import type { GridItem } from "@/lib/versions/grid";
import type { Group, TableRow } from "@/lib/versions/table";
import { onTopOf } from "@/lib/versions/table";
import { rowReason } from "@/lib/versions/words";
import { formatNumber } from "@/lib/words/words";

const GROUP_WORDS = {
  attention: "Needs attention",
  differ: "Differ between clusters",
  same: "The same everywhere",
} satisfies Record<Group, string>;

interface GridHeadProps {
  columns: readonly VirtualItem[];
  clusters: readonly string[];
  active: number;
}

/** Sticks above the rows. */
export function GridHead({ columns, clusters, active }: GridHeadProps) {
  return (
    <div role="row" className="versions-head" aria-rowindex={1}>
      <div className="versions-corner">
        <span role="columnheader" aria-colindex={1}>
          App
        </span>
        <span role="columnheader" aria-colindex={2} className="versions-most">
          Most run
        </span>
      </div>
      {columns.map(({ index, start, size }) => (
        <div
          key={clusters[index]}
          role="columnheader"
          className="versions-cluster truncate"
          aria-colindex={index + 3}
          data-active={index === active || undefined}
          title={clusters[index]}
          style={{ left: start, width: size }}
        >
          {clusters[index]}
        </div>
      ))}
    </div>
  );
}

interface GroupHeadProps {
  item: Extract<GridItem, { kind: "group" }>;
  index: number;
  top: number;
}

export function GroupHead({ item, index, top }: GroupHeadProps) {
  return (
    <div role="row" className="versions-group" aria-rowindex={index + 2} style={{ top }}>
      <span role="rowheader" aria-colindex={1}>
        {GROUP_WORDS[item.group]} <span>{formatNumber(item.count)}</span>
      </span>
    </div>
  );
}

/** Sticks beside the cells. */
export function RowHead({ row, isOut }: { row: TableRow; isOut: boolean }) {
  const reason = rowReason(row);
  const status = row.worst ? onTopOf(row.worst)[0]?.status : undefined;
  return (
    <div className="versions-corner">
      <span role="rowheader" aria-colindex={1} className="versions-app">
        <span className="truncate" title={row.app}>
          {row.app}
        </span>
        {reason !== "" && (
          <span
            className="versions-reason truncate"
            data-status={isOut ? undefined : status}
            title={reason}
          >
            {reason}
          </span>
        )}
      </span>
      <span role="gridcell" aria-colindex={2} className="versions-most truncate">
        {row.mostRun ?? "–"}
      </span>
    </div>
  );
}
