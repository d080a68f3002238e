import { Link } from "react-router";
import { Moment } from "@/components/Time";
import { Fact } from "@/components/ui/Fact";
import { useNow } from "@/hooks/useNow";
import { runsIn, statusOf } from "@/lib/versions/table";
import type { TableRow } from "@/lib/versions/table";
import { nodeLink, releaseTitle } from "@/lib/versions/words";
import { formatAgo, formatDurationExact, parseTime } from "@/lib/words/time";
import { attemptText } from "@/lib/words/told";
import { formatNumber, plural } from "@/lib/words/words";
import type { Brought, Report, VersionSource } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";

interface SectionProps {
  row: TableRow;
  brought: Brought;
  /** The same with all that is kept of it, once that is read. */
  report: Report | null | undefined;
  releases: readonly VersionSource[];
}

function Version({ row, version }: { row: TableRow; version: string | null | undefined }) {
  if (!version) return <>Not told</>;
  const { arriving, cells } = row;
  const count = runsIn(row, version);
  // How many an open release has yet to come to is not always known.
  const all = arriving?.version === version ? arriving.of : cells.size;
  return (
    <>
      <code>{version}</code>{" "}
      <span>
        {`runs in ${all === null ? "" : `${formatNumber(count)} of `}${plural(all ?? count, "cluster")}`}
      </span>
    </>
  );
}

function ReleaseLink({ brought, report, releases }: Omit<SectionProps, "row">) {
  return (
    <>
      <Link className="panel-link" to={nodeLink(brought)}>
        {releaseTitle(releases, brought.release_id)}
      </Link>{" "}
      {report?.wave && <span>{report.wave}</span>}
    </>
  );
}

function When({ at, more = "" }: { at: string | null | undefined; more?: string }) {
  const time = parseTime(at);
  const now = useNow();
  return (
    <>
      <Moment time={time} seconds />{" "}
      {time !== undefined && <span>{`${formatAgo(time, now)}${more}`}</span>}
    </>
  );
}

/** What succeeded last. */
export function RunsNow({ row, brought, report, releases }: SectionProps) {
  const seconds = report?.duration;
  return (
    <section className="panel-section">
      <h3 className="panel-heading">{brought.stale ? "Ran when last read" : "Runs now"}</h3>
      <dl className="panel-facts cell-facts">
        <Fact name="Version">
          <Version row={row} version={brought.version} />
        </Fact>
        <Fact name="Brought by">
          <ReleaseLink brought={brought} report={report} releases={releases} />
        </Fact>
        <Fact name="Succeeded">
          <When at={brought.at} />
        </Fact>
        {seconds !== null && seconds !== undefined && (
          <Fact name="Took">{formatDurationExact(seconds * 1000)}</Fact>
        )}
      </dl>
    </section>
  );
}

/** What is under way or has failed since. */
export function OnTop({
  row,
  brought,
  report,
  releases,
  isOut,
}: SectionProps & { isOut: boolean }) {
  const attempt = report && attemptText(report);
  return (
    <section className="panel-section">
      <h3 className="panel-heading">{brought.stale ? "On top, not confirmed now" : "On top"}</h3>
      <dl className="panel-facts cell-facts">
        <Fact name="Version">
          <Version row={row} version={brought.version} />
        </Fact>
        <Fact name="Release">
          <ReleaseLink brought={brought} report={report} releases={releases} />
        </Fact>
        <Fact name={brought.stale ? TERMS[brought.word].past : brought.word}>
          <When at={brought.at} more={attempt ? `, attempt ${attempt}` : ""} />
        </Fact>
      </dl>
      {brought.cause && (
        <div
          className="panel-failure cell-cause"
          data-status={isOut ? undefined : statusOf(brought)}
        >
          <code className="panel-failure-text">{brought.cause}</code>
        </div>
      )}
    </section>
  );
}
