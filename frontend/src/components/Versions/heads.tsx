import type { VirtualItem } from "@tanstack/react-virtual";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { reachText } from "@/lib/versions/arriving";
import type { GridItem } from "@/lib/versions/grid";
import { spansOf } from "@/lib/versions/regions";
import type { Column } from "@/lib/versions/regions";
import { onTopOf, statusOf } from "@/lib/versions/table";
import type { Group, TableRow } from "@/lib/versions/table";
import { shortVersion } from "@/lib/versions/version";
import { rowReason } from "@/lib/versions/words";
import { formatNumber } from "@/lib/words/words";
import type { Brought } from "@/types/entities";

const GROUP_WORDS = {
  attention: "Needs attention",
  differ: "Differ between clusters",
  same: "The same everywhere",
} satisfies Record<Group, string>;

interface GridHeadProps {
  items: readonly VirtualItem[];
  columns: readonly Column[];
  worst: ReadonlyMap<string, Brought>;
  /** The column of the open cell, or of the active one. */
  active: number;
  /** Where the first column begins, and how wide each is, in pixels. */
  start: number;
  width: number;
  isOut: boolean;
}

/** The regions over their columns. Each column says its whole name itself, so they are for the eye alone. */
function Regions({
  items,
  columns,
  start,
  width,
}: Omit<GridHeadProps, "worst" | "active" | "isOut">) {
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  return spansOf(columns)
    .filter((span) => span.first <= last && span.first + span.count > first)
    .map((span) => (
      <div
        key={span.first}
        className="versions-region truncate"
        aria-hidden="true"
        style={{ left: start + span.first * width, width: span.count * width }}
      >
        {span.region}
      </div>
    ));
}

function ClusterHead({
  column,
  worst,
  isOut,
}: {
  column: Column;
  worst: Brought | undefined;
  isOut: boolean;
}) {
  return (
    <>
      <span className="truncate">{column.rest}</span>
      {worst && (
        <StatusIcon
          status={statusOf(worst)}
          stuck={worst.word === "Stuck"}
          size={11}
          muted={isOut}
        />
      )}
    </>
  );
}

/** Sticks above the rows. */
export function GridHead(props: GridHeadProps) {
  const { items, columns, worst, active, isOut } = props;
  return (
    <div role="row" className="versions-head" aria-rowindex={1}>
      <div className="versions-corner">
        <span role="columnheader" aria-colindex={1}>
          App
        </span>
        <span role="columnheader" aria-colindex={2} className="versions-most">
          Most run
        </span>
        <span role="columnheader" aria-colindex={3} className="versions-arriving">
          Arriving
        </span>
      </div>
      <Regions {...props} />
      {items.map(({ index, start, size }) => {
        const column = columns[index];
        if (!column) return null;
        const { cluster } = column;
        return (
          <div
            key={cluster}
            role="columnheader"
            className="versions-cluster"
            aria-colindex={index + 4}
            aria-label={cluster}
            data-active={index === active || undefined}
            title={cluster}
            style={{ left: start, width: size }}
          >
            <ClusterHead column={column} worst={worst.get(cluster)} isOut={isOut} />
          </div>
        );
      })}
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
  const { app, release, mostRun, arriving, worst } = row;
  const reason = rowReason(row);
  const status = worst && !worst.conflict ? onTopOf(worst)[0]?.status : undefined;
  return (
    <div className="versions-corner">
      <span role="rowheader" aria-colindex={1} className="versions-app">
        <span className="versions-name truncate" title={app}>
          {app} {release !== null && <span>{release}</span>}
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
      <span
        role="gridcell"
        aria-colindex={2}
        className="versions-most truncate"
        title={mostRun ?? ""}
      >
        {mostRun ?? "–"}
      </span>
      <span
        role="gridcell"
        aria-colindex={3}
        className="versions-arriving truncate"
        title={arriving?.version}
      >
        {arriving && (
          <>
            {shortVersion(arriving.version, mostRun)} <span>{reachText(arriving)}</span>
          </>
        )}
      </span>
    </div>
  );
}
