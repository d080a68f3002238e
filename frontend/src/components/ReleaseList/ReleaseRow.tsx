import { Link } from "react-router";
import { ReasonCell } from "./ReasonCell";
import { WavePips } from "./WavePips";
import { Changed, Elapsed, Moment } from "@/components/Time";
import { ProgressBar } from "@/components/ui/ProgressBar";
import { StatusBadge } from "@/components/ui/StatusBadge";
import { releasePath } from "@/lib/paths";
import { isTreeRead, isUnread, rowTimes, rowWord, wavePosition } from "@/lib/releaseRow";
import { doneOf, totalOf } from "@/lib/status";
import { titleParts } from "@/lib/title";
import { formatNumber } from "@/lib/words";
import type { ReleaseSummary } from "@/types/entities";

interface ReleaseRowProps {
  item: ReleaseSummary;
  isOpen: boolean;
  /** Nothing is confirmed since then. */
  asOf: number | undefined;
}

function NameCell({ item }: { item: ReleaseSummary }) {
  const { name, version } = titleParts(item);
  const title = version === null ? name : `${name} ${version}`;
  return (
    <div role="cell" className="release-name">
      {/* Its box covers the whole row, so the row is one link and no clickable box. */}
      <Link className="release-link" to={releasePath(item.id)} data-release-id={item.id}>
        <span className="truncate" title={title}>
          <strong>{name}</strong>{" "}
          {version !== null && <span className="release-version">{version}</span>}
        </span>
      </Link>
      <code className="release-id truncate" title={item.id}>
        {item.id}
      </code>
    </div>
  );
}

function ProgressCell({ item, isOpen, asOf }: ReleaseRowProps) {
  const counts = item.counts ?? {};
  const total = totalOf(counts);
  const isKnown = isTreeRead(item) || total > 0;
  return (
    <div role="cell" className="release-progress">
      {(isKnown || isOpen) && (
        <ProgressBar
          counts={counts}
          stuck={item.stuck}
          asOf={asOf === undefined ? undefined : String(asOf)}
        />
      )}
      {isKnown ? (
        <span className="release-count">
          <strong>{formatNumber(doneOf(counts))}</strong> / {formatNumber(total)}
        </span>
      ) : (
        <span className="release-count">{isOpen ? "reading" : "–"}</span>
      )}
    </div>
  );
}

function TimeCells({ item, isOpen, asOf }: ReleaseRowProps) {
  const { started, ended, changed } = rowTimes(item);
  return (
    <>
      <div role="cell" className="release-started">
        <Moment time={started} />
      </div>
      <div role="cell" className="release-duration">
        <Elapsed from={started} to={isOpen ? asOf : (ended ?? changed)} />
      </div>
      <div role="cell" className="release-changed">
        <Changed time={changed} asOf={asOf} />
      </div>
    </>
  );
}

/** Nothing is known yet but that it is there: the shape of what will stand here. */
function UnreadCells({ isAsOf }: { isAsOf: boolean }) {
  return (
    <>
      <div role="cell" className="release-status">
        <StatusBadge status="pending" word="Reading" muted={isAsOf} />
      </div>
      <div role="cell" className="release-progress">
        <ProgressBar counts={{}} />
      </div>
      <div role="cell" className="release-wave" aria-label="Not read yet">
        <span className="skeleton" aria-hidden="true" />
      </div>
      <div role="cell" className="release-reason skeleton-name" aria-label="Not read yet">
        <span className="skeleton" aria-hidden="true" />
        <span className="skeleton" aria-hidden="true" />
      </div>
    </>
  );
}

function Cells({ item, isOpen, asOf }: ReleaseRowProps) {
  const isAsOf = asOf !== undefined;
  return (
    <>
      <div role="cell" className="release-status">
        <StatusBadge
          status={item.health}
          stuck={item.stuck}
          word={rowWord(item, isAsOf)}
          muted={isAsOf}
        />
      </div>
      <ProgressCell item={item} isOpen={isOpen} asOf={asOf} />
      <div role="cell" className="release-wave">
        <WavePips position={wavePosition(item)} isAsOf={isAsOf} health={item.health} />
      </div>
      <div role="cell" className="release-reason">
        <ReasonCell item={item} asOf={asOf} />
      </div>
    </>
  );
}

/** The row and its link stay the same while they are filled in: whoever is on them stays there. */
export function ReleaseRow(props: ReleaseRowProps) {
  const { item, asOf } = props;
  const unread = isUnread(item);
  return (
    <div role="row" className="release-row" data-unread={unread || undefined}>
      <NameCell item={item} />
      {unread ? <UnreadCells isAsOf={asOf !== undefined} /> : <Cells {...props} />}
      <TimeCells {...props} />
    </div>
  );
}
