import { memo } from "react";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { kindOf, onTopOf } from "@/lib/versions/table";
import { shortVersion } from "@/lib/versions/version";
import { cellSentence } from "@/lib/versions/words";
import type { VersionCell } from "@/types/entities";

interface VersionCellViewProps {
  id: string;
  cell: VersionCell | undefined;
  mostRun: string | null;
  cluster: string;
  row: number;
  column: number;
  left: number;
  width: number;
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

function Face({ cell, mostRun, isOut }: Pick<VersionCellViewProps, "cell" | "mostRun" | "isOut">) {
  if (!cell) return null;
  const kind = kindOf(cell, mostRun);
  const [first] = onTopOf(cell);
  const version = cell.runs?.version;
  const short = version ? shortVersion(version, mostRun) : "";
  if (kind === "conflict") {
    const both = [...onTopOf(cell), ...(cell.runs ? [cell.runs] : [])].slice(0, 2);
    return (
      <span className="version-chip" data-kind={kind}>
        {both.map((each) => (
          <Short key={each.path} text={each.version ? shortVersion(each.version, mostRun) : "–"} />
        ))}
      </span>
    );
  }
  if (kind === "same") return null;
  if (kind === "running") return first && <StatusIcon status={first.status} muted={isOut} />;
  const status = kind === "stale" ? "unknown" : first?.status;
  return (
    <span className="version-chip" data-kind={kind} data-status={status}>
      {status !== undefined && (kind !== "stale" || short === "") && (
        <StatusIcon status={status} stuck={first?.word === "Stuck"} size={12} muted={isOut} />
      )}
      {short !== "" && <Short text={short} />}
    </span>
  );
}

/** What runs as in most clusters is a quiet line; only what differs breaks it. */
export const VersionCellView = memo(function VersionCellView(props: VersionCellViewProps) {
  const { id, cell, mostRun, cluster, row, column, left, width, isActive, isAllRead, now } = props;
  const said = `${cluster}: ${cellSentence(cell, { now, isAllRead })}`;
  return (
    <div
      id={id}
      role="gridcell"
      className="version-cell"
      aria-colindex={column + 4}
      aria-label={said}
      title={said}
      data-cell={`${String(row)} ${String(column)}`}
      data-kind={kindOf(cell, mostRun)}
      data-pending={!cell && !isAllRead ? "" : undefined}
      data-active={isActive || undefined}
      aria-selected={props.isSelected || undefined}
      style={{ left, width }}
    >
      <Face cell={cell} mostRun={mostRun} isOut={props.isOut} />
    </div>
  );
});
