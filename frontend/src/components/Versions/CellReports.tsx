import { Link } from "react-router";
import { Moment } from "@/components/Time";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { useZone } from "@/hooks/useZone";
import { comparePath } from "@/lib/app/paths";
import { statusOf } from "@/lib/versions/table";
import { horizonText, nodeLink, releaseName } from "@/lib/versions/words";
import { parseTime } from "@/lib/words/time";
import { formatNumber } from "@/lib/words/words";
import type { CellHistory, Report } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";

/** More is the API's to tell. */
const SHOWN = 5;

interface CellReportsProps {
  history: CellHistory | undefined;
  isFailed: boolean;
  onRetry: () => void;
  isOut: boolean;
}

function ReportRow({ report, runs, isOut }: { report: Report; runs: boolean; isOut: boolean }) {
  const word = report.stale ? TERMS[report.word].past : report.word;
  return (
    <li data-runs={runs || undefined}>
      <Link to={nodeLink(report)} title={releaseName(report.release_id)}>
        <StatusIcon status={statusOf(report)} stuck={report.word === "Stuck"} muted={isOut} />
        <code className="truncate">{report.version ?? "–"}</code>
        <span>{runs ? <strong>Runs now</strong> : word}</span>
        <Moment time={parseTime(report.at)} />
      </Link>
    </li>
  );
}

/** The last two releases that did something here, side by side. */
function CompareLast({ reports }: { reports: readonly Report[] }) {
  const [last, before] = new Set(reports.map(({ release_id }) => release_id));
  if (last === undefined || before === undefined) return null;
  return (
    <Link className="cell-compare screen-only" to={comparePath(before, last)}>
      Compare the last two releases
    </Link>
  );
}

/** What releases did to a cell, newest first; each entry leads to the app in its release. */
export function CellReports({ history, isFailed, onRetry, isOut }: CellReportsProps) {
  const zone = useZone();
  if (isFailed) {
    return (
      <section className="panel-section">
        <h3 className="panel-heading">History of this cell</h3>
        <p role="status">
          It could not be read.{" "}
          <button type="button" className="panel-more" onClick={onRetry}>
            Try again
          </button>
        </p>
      </section>
    );
  }
  if (!history) {
    return (
      <section className="panel-section late" role="status">
        Reading the history of this cell…
      </section>
    );
  }
  const { reports, runs, total } = history;
  const shown = reports.slice(0, SHOWN);
  return (
    <section className="panel-section">
      <h3 className="panel-heading">
        History of this cell
        {total > SHOWN && <span>{`last ${String(SHOWN)} of ${formatNumber(total)}`}</span>}
      </h3>
      <ol className="cell-reports">
        {shown.map((report) => (
          <ReportRow
            key={report.path}
            report={report}
            runs={report.path === runs?.path && !runs.stale}
            isOut={isOut}
          />
        ))}
      </ol>
      <CompareLast reports={reports} />
      <p className="cell-horizon">{horizonText(history, zone)}</p>
    </section>
  );
}
