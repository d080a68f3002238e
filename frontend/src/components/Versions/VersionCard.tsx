import { ChevronDown, ChevronRight } from "lucide-react";
import type { MouseEvent } from "react";
import { StatusBadge } from "@/components/ui/StatusBadge";
import type { ShownRow } from "@/lib/versions/alike";
import type { Column } from "@/lib/versions/regions";
import { onTopOf, runsInClusters } from "@/lib/versions/table";
import type { CellName, TableRow } from "@/lib/versions/table";
import { shortVersion } from "@/lib/versions/version";
import { badgeOf, reasonOf } from "@/lib/versions/words";
import { formatNumber } from "@/lib/words/words";
import { MostRun } from "./RowHead";
import { VersionStrip, columnHit } from "./VersionStrip";

interface VersionCardProps {
  shown: ShownRow;
  columns: readonly Column[];
  isAllRead: boolean;
  isOut: boolean;
  onOpen: (cell: CellName) => void;
  onFold: (app: string) => void;
}

/** "eu-west-1b runs 2026.47.3, wants 2026.48.2" */
function Wants({ row, isOut }: { row: TableRow; isOut: boolean }) {
  const { worst } = row;
  const reason = reasonOf(row);
  if (!worst || !reason) return null;
  const [runs, wants] = [worst.runs?.version, onTopOf(worst)[0]?.version];
  return (
    <span className="version-card-line">
      <strong data-status={isOut ? undefined : reason.status}>{worst.cluster}</strong>
      {worst.conflict && ` ${reason.why}`}
      {!worst.conflict && (
        <>
          {" runs "}
          {runs ? <code>{runs}</code> : "nothing that is known"}
          {wants && wants !== runs && (
            <>
              , wants <code>{wants}</code>
            </>
          )}
        </>
      )}
    </span>
  );
}

/** "4 of 20 run 41.2: ap-southeast-1a and 3 more" */
function AlsoRuns({ row }: { row: TableRow }) {
  const [also] = row.alsoRun;
  if (!also) return null;
  const [first, ...others] = runsInClusters(row, also.version);
  const more = others.length > 0 ? ` and ${formatNumber(others.length)} more` : "";
  return (
    <span className="version-card-line">
      {`${formatNumber(also.count)} of ${formatNumber(row.cells.size)} run `}
      <code>{shortVersion(also.version, row.prefix)}</code>
      {first && `: ${first}${more}`}
    </span>
  );
}

function Badge({ row, isOut }: { row: TableRow; isOut: boolean }) {
  const badge = row.worst && !row.worst.conflict ? badgeOf(row.worst) : null;
  if (badge) return <StatusBadge {...badge} muted={isOut} />;
  if (row.worst) return <strong>Two releases</strong>;
  return (
    <code>
      <MostRun row={row} />
    </code>
  );
}

/** Where a card leads: what needs a person, else what differs, else the first cluster that has the app. */
function cellOf(row: TableRow): string {
  const also = row.alsoRun[0]?.version;
  const different = also === undefined ? undefined : runsInClusters(row, also)[0];
  return row.worst?.cluster ?? different ?? [...row.cells.keys()][0] ?? "";
}

/** An app on a phone. The strip opens the cell below the finger, the rest the one to look at. */
export function VersionCard({
  shown,
  columns,
  isAllRead,
  isOut,
  onOpen,
  onFold,
}: VersionCardProps) {
  const { row, alike, isOpen, isInside } = shown;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const isSame = row.group === "same";
  function onClick(event: MouseEvent): void {
    const column = columnHit(event);
    if (column !== null) onOpen({ app: row.app, cluster: columns[column]?.cluster ?? "" });
    else if (alike > 0) onFold(row.app);
    else onOpen({ app: row.app, cluster: cellOf(row) });
  }
  return (
    <button
      type="button"
      className="version-card"
      aria-expanded={alike > 0 ? isOpen : undefined}
      data-inside={isInside || undefined}
      onClick={onClick}
    >
      <span className="version-card-head">
        {alike > 0 && <Chevron size="1rem" aria-hidden="true" />}
        <span className="version-card-name truncate">
          {row.app}{" "}
          <span>
            {[alike > 0 ? `+${formatNumber(alike)} alike` : "", row.release ?? ""]
              .filter((part) => part !== "")
              .join(", ")}
          </span>
        </span>
        <Badge row={row} isOut={isOut} />
      </span>
      {!isSame && (
        <>
          <VersionStrip row={row} columns={columns} isAllRead={isAllRead} isOut={isOut} />
          <Wants row={row} isOut={isOut} />
          <AlsoRuns row={row} />
        </>
      )}
    </button>
  );
}
