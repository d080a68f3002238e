import { ChevronDown, ChevronRight } from "lucide-react";
import { StatusIcon } from "@/components/ui/StatusIcon";
import type { ShownRow } from "@/lib/versions/alike";
import { alsoRunIn, alsoRunText } from "@/lib/versions/alsoRun";
import { reachText } from "@/lib/versions/arriving";
import { onTopOf, statusOf, worstOf } from "@/lib/versions/table";
import type { TableRow } from "@/lib/versions/table";
import { shortVersion, splitVersion } from "@/lib/versions/version";
import { reasonOf } from "@/lib/versions/words";
import { formatNumber } from "@/lib/words/words";

interface RowHeadProps {
  /** The grid refers to the active one by it. */
  id: string;
  shown: ShownRow;
  isDense: boolean;
  isActive: boolean;
  isOut: boolean;
}

/** What is wrong, where there is no room for the reason. */
function Trouble({ row, isOut }: { row: TableRow; isOut: boolean }) {
  if (!row.worst) return null;
  if (row.worst.conflict) return <span className="version-both" />;
  const worst = worstOf(onTopOf(row.worst));
  if (!worst) return null;
  const isStuck = worst.word === "Stuck";
  return <StatusIcon status={statusOf(worst)} stuck={isStuck} size={13} muted={isOut} />;
}

function Name({ shown, isDense, isOut }: Pick<RowHeadProps, "shown" | "isDense" | "isOut">) {
  const { row, alike, isOpen } = shown;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <span className="versions-name truncate" title={row.app}>
      {alike > 0 && <Chevron size="0.8125rem" aria-hidden="true" />}
      {isDense && <Trouble row={row} isOut={isOut} />}
      {row.app} {alike > 0 && <span>{`+${formatNumber(alike)} alike `}</span>}
      {row.release !== null && <span>{row.release}</span>}
    </span>
  );
}

function Reason({ row, isOut }: { row: TableRow; isOut: boolean }) {
  const reason = reasonOf(row);
  if (!reason) return null;
  const { where, why, status } = reason;
  const head = why === "" ? where : `${where}:`;
  return (
    <span className="versions-reason truncate" title={`${head} ${why}`.trim()}>
      <strong data-status={isOut ? undefined : status}>{head}</strong>
      {` ${why}`}
    </span>
  );
}

/** What all versions of the row begin with is quiet. */
export function MostRun({ row: { mostRun, prefix } }: { row: TableRow }) {
  if (mostRun === null) return <>–</>;
  const { shared, rest } = splitVersion(mostRun, prefix);
  return (
    <>
      {shared !== "" && <span>{shared}</span>}
      {rest}
    </>
  );
}

function AlsoRun({ row }: { row: TableRow }) {
  return alsoRunIn(row).map(({ block, version, reach }) => (
    <span key={block} className="versions-also">
      <span className="version-block" data-rank={block} />
      {version} <span>{reach}</span>
    </span>
  ));
}

function Arriving({ row: { arriving, prefix } }: { row: TableRow }) {
  if (!arriving) return null;
  return (
    <>
      {shortVersion(arriving.version, prefix)} <span>{reachText(arriving)}</span>
    </>
  );
}

/** What is said once of a row. It sticks beside the cells. */
export function RowHead({ id, shown, isDense, isActive, isOut }: RowHeadProps) {
  const { row, alike, isOpen } = shown;
  const isFold = alike > 0;
  return (
    <div
      className="versions-corner"
      data-fold={isFold ? row.app : undefined}
      data-inside={shown.isInside || undefined}
    >
      <span
        id={id}
        role="rowheader"
        aria-colindex={1}
        aria-expanded={isFold ? isOpen : undefined}
        className="versions-app"
        data-active={isActive || undefined}
      >
        <Name shown={shown} isDense={isDense} isOut={isOut} />
        {!isDense && <Reason row={row} isOut={isOut} />}
      </span>
      <span
        role="gridcell"
        aria-colindex={2}
        className="versions-most truncate"
        title={row.mostRun ?? ""}
      >
        <MostRun row={row} />
      </span>
      <span
        role="gridcell"
        aria-colindex={3}
        className="versions-arriving truncate"
        title={isDense ? alsoRunText(row) : row.arriving?.version}
      >
        {isDense ? <AlsoRun row={row} /> : <Arriving row={row} />}
      </span>
    </div>
  );
}
