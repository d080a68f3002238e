import type { VirtualItem } from "@tanstack/react-virtual";
import { StatusIcon } from "@/components/ui/StatusIcon";
import type { GridItem } from "@/lib/versions/grid";
import { SECTION_WORDS } from "@/lib/versions/sections";
import { spansOf } from "@/lib/versions/regions";
import type { Column } from "@/lib/versions/regions";
import { statusOf } from "@/lib/versions/table";
import { formatNumber } from "@/lib/words/words";
import type { Brought } from "@/types/entities";

interface GridHeadProps {
  items: readonly VirtualItem[];
  columns: readonly Column[];
  worst: ReadonlyMap<string, Brought>;
  /** The column of the open cell, or of the active one. */
  active: number;
  /** Where the first column begins, and how wide each is, in pixels. */
  start: number;
  width: number;
  isDense: boolean;
  /** Room for one sign. */
  isTight: boolean;
  isOut: boolean;
}

/** The regions over their columns. Each column says its whole name itself, so they are for the eye alone. */
function Regions({
  items,
  columns,
  start,
  width,
}: Omit<GridHeadProps, "worst" | "active" | "isDense" | "isTight" | "isOut">) {
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  return spansOf(columns)
    .filter((span) => span.first <= last && span.first + span.count > first)
    .map((span) => (
      <div
        key={span.first}
        className="versions-region truncate"
        aria-hidden="true"
        title={span.region}
        style={{ left: start + span.first * width, width: span.count * width }}
      >
        {span.region}
      </div>
    ));
}

interface ClusterHeadProps {
  column: Column;
  worst: Brought | undefined;
  isTight: boolean;
  isOut: boolean;
}

/** Where there is room for one sign, trouble is what to say. */
function ClusterHead({ column, worst, isTight, isOut }: ClusterHeadProps) {
  return (
    <>
      <span className="truncate" data-unseen={(isTight && worst !== undefined) || undefined}>
        {column.rest}
      </span>
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
  const { items, columns, worst, active, isDense, isOut } = props;
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
          {isDense ? "Also run" : "Arriving"}
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
            <ClusterHead
              column={column}
              worst={worst.get(cluster)}
              isTight={props.isTight}
              isOut={isOut}
            />
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
        {SECTION_WORDS[item.section]} <span>{formatNumber(item.count)}</span>
      </span>
    </div>
  );
}
