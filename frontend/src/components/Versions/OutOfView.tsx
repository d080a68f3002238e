import { ChevronLeft, ChevronRight } from "lucide-react";
import { beyondOf } from "@/lib/versions/beyond";
import type { Beyond } from "@/lib/versions/beyond";
import type { TableRow } from "@/lib/versions/table";
import { formatNumber } from "@/lib/words/words";

interface OutOfViewProps {
  row: TableRow;
  at: number;
  clusters: readonly string[];
  inView: { first: number; last: number };
  isOut: boolean;
}

function Mark({ beyond, at, side }: { beyond: Beyond; at: number; side: "before" | "after" }) {
  return (
    <span
      className="versions-beyond"
      data-side={side}
      data-status={beyond.status}
      data-goto={`${String(at)} ${String(beyond.nearest)}`}
      title={`${formatNumber(beyond.count)} more ${beyond.count === 1 ? "differs" : "differ"} out of view`}
      // For pointers: keys go from difference to difference.
      aria-hidden="true"
    >
      {side === "before" && <ChevronLeft size="0.75rem" />}
      {formatNumber(beyond.count)}
      {side === "after" && <ChevronRight size="0.75rem" />}
    </span>
  );
}

/** How many cells break the row's line out of view, at the edge where they are. */
export function OutOfView({ row, at, clusters, inView, isOut }: OutOfViewProps) {
  const { before, after } = beyondOf(row, clusters, inView);
  const shown = (beyond: Beyond) => (isOut ? { ...beyond, status: undefined } : beyond);
  return (
    <>
      {before && <Mark beyond={shown(before)} at={at} side="before" />}
      {after && <Mark beyond={shown(after)} at={at} side="after" />}
    </>
  );
}
