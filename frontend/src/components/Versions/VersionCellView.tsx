import { memo } from "react";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { kindOf, onTopOf } from "@/lib/versions/table";
import type { TableRow } from "@/lib/versions/table";
import { shortVersion } from "@/lib/versions/version";
import { cellSentence } from "@/lib/versions/words";
import type { VersionCell } from "@/types/entities";
import { DenseFace } from "./DenseFace";

interface VersionCellViewProps {
  id: string;
  row: TableRow;
  cluster: string;
  /** Its row and column, as keys and clicks know it. */
  place: string;
  column: number;
  left: number;
  width: number;
  /** Whether a region begins here. */
  isEdge: boolean;
  /** No room for text. */
  isDense: boolean;
  isActive: boolean;
  isSelected: boolean;
  isAllRead: boolean;
  /** During an outage nothing is confirmed: no colours. */
  isOut: boolean;
  now: number;
}

const ROOM = 5;

function Short({ text }: { text: string }) {
  return <span data-long={text.length > ROOM || undefined}>{text}</span>;
}

interface FaceProps extends Pick<VersionCellViewProps, "row" | "isAllRead" | "isOut"> {
  cell: VersionCell;
}

function Both({ cell, row: { prefix } }: FaceProps) {
  const both = [...onTopOf(cell), ...(cell.runs ? [cell.runs] : [])].slice(0, 2);
  return (
    <span className="version-chip" data-kind="conflict">
      {both.map((each) => (
        <Short key={each.path} text={each.version ? shortVersion(each.version, prefix) : "–"} />
      ))}
    </span>
  );
}

function Face(props: FaceProps) {
  const { cell, row, isAllRead, isOut } = props;
  const kind = kindOf(cell, row.mostRun);
  const [first] = onTopOf(cell);
  if (kind === "conflict") return <Both {...props} />;
  if (kind === "same") return null;
  if (kind === "running") return first && <StatusIcon status={first.status} muted={isOut} />;
  const version = cell.runs?.version;
  const short = version ? shortVersion(version, row.prefix) : "";
  const status = kind === "stale" ? "unknown" : first?.status;
  return (
    <span className="version-chip" data-kind={kind} data-status={isOut ? undefined : status}>
      {status !== undefined && (kind !== "stale" || short === "") && (
        <StatusIcon status={status} stuck={first?.word === "Stuck"} size={12} muted={isOut} />
      )}
      {short !== "" && <Short text={short} />}
      {!cell.runs && !isAllRead && <span className="version-unread" />}
    </span>
  );
}

/** What runs as in most clusters is a quiet line; only what differs breaks it. */
export const VersionCellView = memo(function VersionCellView(props: VersionCellViewProps) {
  const { id, row, cluster, place, column, left, width, isAllRead, isOut, now } = props;
  const cell = row.cells.get(cluster);
  const said = `${cluster}: ${cellSentence(cell, { now, isAllRead })}`;
  return (
    <div
      id={id}
      role="gridcell"
      className="version-cell"
      aria-colindex={column + 4}
      aria-label={said}
      data-cell={place}
      data-kind={kindOf(cell, row.mostRun)}
      data-pending={!cell && !isAllRead ? "" : undefined}
      data-edge={props.isEdge || undefined}
      data-active={props.isActive || undefined}
      aria-selected={props.isSelected || undefined}
      // The line runs on below the border of the next.
      style={{ left, width: width + 1 }}
    >
      {cell && props.isDense && <DenseFace cell={cell} row={row} isOut={isOut} />}
      {cell && !props.isDense && <Face cell={cell} row={row} isAllRead={isAllRead} isOut={isOut} />}
    </div>
  );
});
