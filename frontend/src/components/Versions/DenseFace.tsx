import { StatusIcon } from "@/components/ui/StatusIcon";
import { blockOf } from "@/lib/versions/alsoRun";
import { kindOf, onTopOf, statusOf, worstOf } from "@/lib/versions/table";
import type { TableRow } from "@/lib/versions/table";
import type { VersionCell } from "@/types/entities";

interface DenseFaceProps {
  cell: VersionCell;
  row: TableRow;
  isOut: boolean;
}

/** A cell without text: a block for another version, an icon for what is on top. */
export function DenseFace({ cell, row, isOut }: DenseFaceProps) {
  const kind = kindOf(cell, row.mostRun);
  if (kind === "same") return null;
  if (kind === "conflict") return <span className="version-both" />;
  if (kind === "other") {
    return <span className="version-block" data-rank={blockOf(row, cell.runs?.version)} />;
  }
  if (kind === "stale") return <StatusIcon status="unknown" size={13} muted={isOut} />;
  const worst = worstOf(onTopOf(cell));
  if (!worst) return null;
  return (
    <StatusIcon status={statusOf(worst)} stuck={worst.word === "Stuck"} size={13} muted={isOut} />
  );
}
