import { Link } from "react-router";
import { ReasonCell } from "./ReasonCell";
import { RowTools } from "./RowTools";
import type { Marking } from "./RowTools";
import { UsualTime } from "./UsualTime";
import { WavePips } from "./WavePips";
import { FollowedMark } from "@/components/Follow/FollowBell";
import { Changed, Elapsed, End, Moment } from "@/components/Time";
import { ProgressBar } from "@/components/ui/ProgressBar";
import { StatusBadge } from "@/components/ui/StatusBadge";
import { releasePath } from "@/lib/app/paths";
import { besideText, doneText } from "@/lib/words/done";
import { barCounts } from "@/lib/words/held";
import { isTreeRead, ownWord, rowTimes } from "@/lib/list/releaseRow";
import { doneOf, totalOf } from "@/lib/words/status";
import { titleParts } from "@/lib/words/title";
import { formatNumber } from "@/lib/words/words";
import type { ReleaseSummary, Verdict } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";

interface ReleaseRowProps {
  item: ReleaseSummary;
  isOpen: boolean;
  /** Nothing is confirmed since then. */
  asOf: number | undefined;
  /** "changed since 11:56", where it has changed while the user was away. */
  unseen: string | null;
  marking: Marking;
}

interface JudgedProps extends Pick<ReleaseRowProps, "item" | "asOf"> {
  verdict: Verdict;
}

function NameCell({ item, unseen }: Pick<ReleaseRowProps, "item" | "unseen">) {
  const { name, version } = titleParts(item);
  const title = version === null ? name : `${name} ${version}`;
  return (
    <div role="cell" className="release-name">
      {/* Its box covers the whole row, so the row is one link and no clickable box. */}
      <Link className="release-link" to={releasePath(item.id)} data-release-id={item.id}>
        <span className="release-title-line" title={title}>
          <strong className="truncate">{name}</strong>{" "}
          {version !== null && <span className="release-version truncate">{version}</span>}
          <FollowedMark release={item} />
        </span>
        {unseen !== null && <span className="visually-hidden">, {unseen}</span>}
      </Link>
      <code className="release-id truncate" title={item.id}>
        {item.id}
      </code>
    </div>
  );
}

function ProgressCell({ item, verdict: { word }, asOf }: JudgedProps) {
  const { counts, waves } = item;
  const total = totalOf(counts);
  if (!isTreeRead(item) && total === 0) return <NotRead name="release-progress" />;
  const beside = besideText(counts);
  return (
    <div role="cell" className="release-progress" title={doneText(counts)}>
      <ProgressBar
        counts={barCounts({ word, counts, children: waves })}
        stuck={item.stuck}
        asOf={asOf === undefined ? undefined : String(asOf)}
      />
      <span className="release-count">
        <strong>{formatNumber(doneOf(counts))}</strong> / {formatNumber(total)}
        {beside !== "" && <span className="release-beside">{beside}</span>}
      </span>
    </div>
  );
}

/** No green, no counts: only that it is not known yet. */
function NotRead({ name }: { name: string }) {
  return (
    <div role="cell" className={`${name} release-not-read`}>
      Tree not read yet
    </div>
  );
}

function TimeCells({ item, isOpen, asOf, marking }: ReleaseRowProps) {
  const { started, ended, changed } = rowTimes(item);
  const isOver = !isOpen && ended !== undefined;
  const to = isOpen ? asOf : (ended ?? changed);
  // Where there is no room for the start, the end is the last change.
  const isLast = isOver && changed === ended;
  return (
    <>
      <div role="cell" className="release-started">
        <Moment time={started} />
        {isOver && (
          <span className="release-ended">
            ended <End time={ended} begun={started} />
          </span>
        )}
      </div>
      <div role="cell" className="release-duration">
        <span className="release-elapsed">
          <Elapsed from={started} to={to} />
        </span>
        {item.usual && started !== undefined && (
          <UsualTime usual={item.usual} from={started} to={to} />
        )}
      </div>
      <div role="cell" className="release-changed" data-over={isOver || undefined}>
        {isLast && <span className="release-time-word">ended </span>}
        <Changed time={changed} asOf={asOf} />
        <RowTools item={item} marking={marking} />
      </div>
    </>
  );
}

/** Nothing is known of the whole but that it is there, and what the release says of itself. */
function UnreadCells({ item, isAsOf }: { item: ReleaseSummary; isAsOf: boolean }) {
  const own = ownWord(item);
  return (
    <>
      <div role="cell" className="release-status">
        <StatusBadge
          status="pending"
          word={item.execution?.closed_at || isAsOf ? "Not read yet" : "Reading"}
          muted={isAsOf}
        />
      </div>
      <NotRead name="release-progress" />
      <div role="cell" className="release-wave" aria-label="Not read yet" />
      <div role="cell" className="release-reason release-not-read">
        {own !== "" && `The release itself says: ${own}`}
      </div>
    </>
  );
}

function Cells({ item, verdict, asOf }: JudgedProps) {
  const isAsOf = asOf !== undefined;
  const { status, word } = verdict;
  return (
    <>
      <div role="cell" className="release-status">
        <StatusBadge
          status={status}
          stuck={verdict.stuck}
          word={isAsOf ? TERMS[word].past : word}
          muted={isAsOf}
        />
      </div>
      <ProgressCell item={item} verdict={verdict} asOf={asOf} />
      <div role="cell" className="release-wave">
        <WavePips item={item} isAsOf={isAsOf} />
      </div>
      <div role="cell" className="release-reason">
        <ReasonCell item={item} verdict={verdict} asOf={asOf} />
      </div>
    </>
  );
}

/** The row and its link stay the same while they are filled in, so that focus and pointer stay on them. */
export function ReleaseRow(props: ReleaseRowProps) {
  const { item, asOf, unseen, marking } = props;
  const { verdict } = item;
  return (
    <div
      role="row"
      translate="no"
      className="release-row"
      data-unread={!verdict || undefined}
      data-unseen={unseen === null ? undefined : "changed"}
      data-marked={marking.marked.some(({ id }) => id === item.id) || undefined}
    >
      <NameCell item={item} unseen={unseen} />
      {verdict ? (
        <Cells item={item} verdict={verdict} asOf={asOf} />
      ) : (
        <UnreadCells item={item} isAsOf={asOf !== undefined} />
      )}
      <TimeCells {...props} />
    </div>
  );
}
