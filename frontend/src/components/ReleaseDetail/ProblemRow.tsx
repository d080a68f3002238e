import { ChevronRight } from "lucide-react";
import { Elapsed, Moment } from "@/components/Time";
import { CopyButton } from "@/components/ui/CopyButton";
import { ExternalLinkButton } from "@/components/ui/ExternalLinkButton";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { useNow } from "@/hooks/useNow";
import type { Problem, ProblemKind } from "@/lib/tree/problems";
import type { Past } from "@/lib/tree/rowView";
import { formatDuration } from "@/lib/words/time";

interface ProblemRowProps {
  problem: Problem;
  past: Past | null;
  isOpen: boolean;
  href: string | null;
  onOpen: (path: string) => void;
}

const WORDS: Record<ProblemKind, string> = {
  failed: "Failed",
  stuck: "Stuck",
  unknown: "Unknown",
  waiting: "Needs approval",
};

/** ", retrying in 45 s" */
function NextAttempt({ at }: { at: number }) {
  const now = useNow();
  return at - now >= 1000 ? <>, retrying in {formatDuration(at - now)}</> : <>, retrying now</>;
}

function Since({ problem, past }: { problem: Problem; past: Past | null }) {
  const { kind, since } = problem;
  if (since === null) return null;
  if (past) {
    return (
      <>
        {kind === "waiting" ? "Waiting" : WORDS[kind]} since{" "}
        <strong>
          <Moment time={since} seconds />
        </strong>
        <br />
        <Elapsed from={since} to={past.readAt} /> at last read
      </>
    );
  }
  const long = (
    <strong>
      <Elapsed from={since} />
    </strong>
  );
  return (
    <>
      {kind === "failed" ? (
        <>Failed {long} ago</>
      ) : (
        <>
          {kind === "waiting" ? "Waiting" : WORDS[kind]} for {long}
        </>
      )}
      <br />
      {kind === "failed" ? "at" : "since"} <Moment time={since} seconds />
    </>
  );
}

/** One line under the name on a phone: "Failed 6 min ago, attempt 3 of 3". */
function Short({ problem }: { problem: Problem }) {
  const { kind, since, attempt } = problem;
  return (
    <span className="problem-short">
      {WORDS[kind]} {since !== null && <Elapsed from={since} />}
      {kind === "failed" && since !== null && " ago"}
      {attempt !== null && `, attempt ${attempt}`}
    </span>
  );
}

/** One cause: where, why, which attempt, since when, and the way to it. */
export function ProblemRow({ problem, past, isOpen, href, onOpen }: ProblemRowProps) {
  const { kind, node, cause, attempt, entity } = problem;
  const isStuck = kind === "stuck";
  const isRetried = past === null && isStuck && problem.nextAttempt !== null;
  return (
    <li
      className="problem"
      data-kind={kind}
      data-open={isOpen || undefined}
      data-past={past !== null || undefined}
    >
      <StatusIcon status={problem.status} stuck={isStuck} size={16} muted={past !== null} />
      <div className="problem-main">
        <p className="problem-name truncate">
          <button
            type="button"
            className="problem-open"
            aria-current={isOpen || undefined}
            onClick={() => onOpen(entity.path)}
          >
            {node.label}
          </button>{" "}
          <span className="problem-place">{problem.place.join(" / ")}</span>
          <span className="problem-in">{node.parent?.parent ? `in ${node.parent.label}` : ""}</span>
        </p>
        <p className="problem-cause" title={cause ?? undefined}>
          {cause ?? "No reason was given"}
          {isRetried && problem.nextAttempt !== null && <NextAttempt at={problem.nextAttempt} />}
        </p>
        <Short problem={problem} />
      </div>
      <p className="problem-attempt">
        {attempt !== null && (
          <>
            Attempt
            <br />
            <strong>{attempt}</strong>
          </>
        )}
      </p>
      <p className="problem-since">
        <Since problem={problem} past={past} />
      </p>
      <div className="problem-actions screen-only">
        <CopyButton text={entity.id} label={`Copy the id of ${node.label}`} />
        {href !== null && (
          <ExternalLinkButton href={href} size="md" label={`${node.label} in Temporal`}>
            Temporal
          </ExternalLinkButton>
        )}
      </div>
      <ChevronRight className="problem-chevron" size="1.125rem" aria-hidden="true" />
    </li>
  );
}
