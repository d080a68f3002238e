import { ArrowRight } from "lucide-react";
import type { RefObject } from "react";
import { FollowButton } from "@/components/Follow/FollowButton";
import { Elapsed, Moment } from "@/components/Time";
import { CopyButton } from "@/components/ui/CopyButton";
import { CopyLink } from "@/components/ui/CopyLink";
import { ExternalLinkButton } from "@/components/ui/ExternalLinkButton";
import { VerdictLine } from "@/components/VerdictLine";
import { useZone } from "@/hooks/useZone";
import { approveUrlOf } from "@/lib/tree/approvals";
import { doneText } from "@/lib/words/done";
import type { Judged } from "@/lib/follow/follow";
import type { Past } from "@/lib/tree/rowView";
import { formatClock, parseTime } from "@/lib/words/time";
import { releaseTitle, titleParts } from "@/lib/words/title";
import type { ShownVerdict } from "@/lib/words/title";
import type { Tree } from "@/lib/tree/tree";
import type { Usual } from "@/types/entities";
import { ApproveButton } from "./Approvals";
import { Crumbs } from "./Crumbs";
import { UsualFacts } from "./UsualFacts";
import "./ReleaseHeader.css";

interface ReleaseHeaderProps {
  tree: Tree;
  verdict: ShownVerdict;
  past: Past | null;
  /** The release's own run in Temporal. */
  href: string | null;
  headRef: RefObject<HTMLElement | null>;
  usual: Usual | undefined;
  /** Null: it is the past, which nobody follows. */
  judged: Judged | null;
}

function Versions({ from, to }: { from: string | null; to: string | null }) {
  if (to === null) return null;
  return (
    <span className="release-versions mono">
      {from !== null && (
        <>
          <bdi>{from}</bdi> <ArrowRight size="0.8125rem" aria-label="to" />{" "}
        </>
      )}
      <strong>{to}</strong>
    </span>
  );
}

function Ended({ at }: { at: number }) {
  return (
    <>
      <span className="rd-word">Ended </span>
      <strong>
        <Moment time={at} />
      </strong>
    </>
  );
}

/** Start and end of the release, and its duration so far. One that was skipped has an end alone. */
function Running({ tree, past }: { tree: Tree; past: Past | null }) {
  const zone = useZone();
  const { started_at, ended_at } = tree.release;
  const from = parseTime(started_at);
  const closed = parseTime(ended_at);
  if (from === undefined) {
    return (
      closed !== undefined && (
        <span className="rd-running" data-over>
          <Ended at={closed} />
        </span>
      )
    );
  }
  return (
    <>
      <span className="rd-started">
        <span className="rd-started-word">Started </span>
        <strong>
          <Moment time={from} />
        </strong>
        <span className="rd-zone"> {zone === "utc" ? "UTC" : "local time"}</span>
      </span>
      <span className="rd-running" data-over={closed !== undefined || undefined}>
        {closed !== undefined && <Ended at={closed} />}
        {closed !== undefined && ", "}
        <span className="rd-word">{closed === undefined ? "Running " : "took "}</span>
        <strong>
          <Elapsed from={from} to={closed ?? past?.readAt} />
          {closed === undefined && past !== null && ` at ${formatClock(past.readAt, zone)}`}
        </strong>
      </span>
    </>
  );
}

function Facts({ tree, past }: { tree: Tree; past: Past | null }) {
  const { release, root } = tree;
  return (
    <p className="release-facts">
      <span className="rd-id">
        <span className="mono">{release.id}</span>
        <CopyButton text={release.id} label="Copy release id" />
      </span>
      <Versions from={release.previous_version ?? null} to={release.version ?? null} />
      <Running tree={tree} past={past} />
      {root.total > 0 && <span className="release-done">{doneText(root.counts)}</span>}
    </p>
  );
}

/** How many letters fit into a phone's top bar. */
const SHORT = 20;

/** Name, verdict and key facts of the release. */
export function ReleaseHeader(props: ReleaseHeaderProps) {
  const { tree, verdict, past, href, headRef, usual, judged } = props;
  const { name, version } = titleParts(tree.release);
  const title = releaseTitle(tree.release);
  return (
    <header ref={headRef} className="rd-head">
      <Crumbs here={title} />
      <div className="release-title-row" data-long={title.length > SHORT || undefined}>
        <h1 className="release-title clamped" translate="no" title={title}>
          <bdi>{name}</bdi> {version !== null && <span>{version}</span>}
        </h1>
        <div className="release-actions screen-only">
          <ApproveButton url={approveUrlOf(tree)} />
          {judged && <FollowButton release={judged} />}
          <span className="rd-more-actions">
            <CopyLink />
            {href !== null && <ExternalLinkButton href={href}>Open in Temporal</ExternalLinkButton>}
          </span>
        </div>
      </div>
      <VerdictLine verdict={verdict} isPast={past !== null} />
      <Facts tree={tree} past={past} />
      {usual && past === null && <UsualFacts tree={tree} usual={usual} />}
    </header>
  );
}
