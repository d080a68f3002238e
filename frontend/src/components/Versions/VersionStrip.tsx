import { memo } from "react";
import type { MouseEvent } from "react";
import type { Column } from "@/lib/versions/regions";
import { stripOf } from "@/lib/versions/strip";
import type { TableRow } from "@/lib/versions/table";
import "@/components/ui/ProgressBar.css";
import "./VersionStrip.css";

/** More do not fit beside each other, and wrap by region: those that are empty would be blank lines. */
const MOST = 40;

/** The column that was hit; null beside the strip. */
export function columnHit({ target, clientX }: MouseEvent): number | null {
  const hit = target instanceof Element ? target.closest<HTMLElement>("[data-column]") : null;
  if (!hit) return null;
  const { left, width } = hit.getBoundingClientRect();
  const count = Number(hit.dataset["count"]);
  const inside = Math.min(count - 1, Math.floor((count * (clientX - left)) / width));
  return Number(hit.dataset["column"]) + inside;
}

interface VersionStripProps {
  row: TableRow;
  columns: readonly Column[];
  isAllRead: boolean;
  isOut: boolean;
}

/** The cells of a row where there is no room for columns. Decorative: what differs is told beside it. */
export const VersionStrip = memo(function VersionStrip(props: VersionStripProps) {
  const { row, columns, isAllRead, isOut } = props;
  const isWrapped = columns.length > MOST;
  return (
    <span
      className="version-strip"
      data-wraps={isWrapped || undefined}
      data-as-of={isOut || undefined}
      aria-hidden="true"
    >
      {stripOf(row, columns, !isWrapped || !isAllRead).map((region) => (
        <span
          key={region[0]?.column}
          data-as-of={isOut || undefined}
          style={{ flexGrow: region.reduce((sum, { count }) => sum + count, 0) }}
        >
          {region.map(({ kind, column, count, status, block }) => (
            <span
              key={column}
              className="progress-segment"
              data-kind={kind}
              data-status={status}
              data-rank={block}
              data-pending={(kind === "absent" && !isAllRead) || undefined}
              data-column={column}
              data-count={count}
              style={{ flexGrow: count }}
            />
          ))}
        </span>
      ))}
    </span>
  );
});
