import { ChevronRight } from "lucide-react";
import { ApproveButton } from "./Approvals";
import { Elapsed, Moment } from "@/components/Time";
import { CopyButton } from "@/components/ui/CopyButton";
import { ExternalLinkButton } from "@/components/ui/ExternalLinkButton";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { useNow } from "@/hooks/useNow";
import type { Unseen } from "@/lib/away/marks";
import type { Past } from "@/lib/tree/rowView";
import { formatDuration, parseTime } from "@/lib/words/time";
import { attemptText, standsIn } from "@/lib/words/told";
import type { NodeProblem } from "@/types/entities";

interface ProblemRowProps {
  problem: NodeProblem;
  place: string;
  past: Past | null;
  /** Set where it has changed while the user was away. */
  unseen: Unseen | null;
  isOpen: boolean;
  href: string | null;
  onOpen: (path: string) => void;
}

/** ", retrying in 45 s" */
function NextAttempt({ at }: { at: number }) {
  const now = useNow();
  return at - now >= 1000 ? <>, retrying in {formatDuration(at - now)}</> : <>, retrying now</>;
}

function Since({ problem, past }: { problem: NodeProblem; past: Past | null }) {
  const { kind, word } = problem;
  const since = parseTime(problem.since);
  const state = kind === "waiting" ? "Waiting" : word;
  if (since === undefined) return null;
  if (past) {
    return (
      <>
        {state} since{" "}
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
        <>
          {word} {long} ago
        </>
      ) : (
        <>
          {state} for {long}
        </>
      )}
      <br />
      {kind === "failed" ? "at" : "since"} <Moment time={since} seconds />
    </>
  );
}

/** One line under the name on a phone: "Failed 6 min ago, attempt 3 of 3". */
function Short({ problem, past }: { problem: NodeProblem; past: Past | null }) {
  const { kind, word } = problem;
  const since = parseTime(problem.since);
  const attempt = attemptText(problem);
  return (
    <span className="problem-short">
      {kind === "waiting" ? "Waiting" : word}{" "}
      {since !== undefined &&
        (past ? (
          <>
            since <Moment time={since} />
          </>
        ) : (
          <>
            <Elapsed from={since} />
            {kind === "failed" && " ago"}
            {kind === "waiting" && (
              <>
                , since <Moment time={since} seconds />
              </>
            )}
          </>
        ))}
      {attempt !== null && `, attempt ${attempt}`}
    </span>
  );
}

/** One cause: where, why, which attempt, since when, and the way to it. */
export function ProblemRow(props: ProblemRowProps) {
  const { problem, place, past, unseen, isOpen, href, onOpen } = props;
  const { kind, path, label } = problem;
  const isStuck = kind === "stuck";
  const cause = problem.cause ?? "No reason was given";
  const attempt = attemptText(problem);
  const above = standsIn(problem);
  const next = past === null && isStuck ? parseTime(problem.next_attempt_at) : undefined;
  return (
    <li
      className="problem"
      data-kind={kind}
      data-unseen={unseen ?? undefined}
      data-open={isOpen || undefined}
      data-past={past !== null || undefined}
    >
      <StatusIcon status={problem.status} stuck={isStuck} size={16} muted={past !== null} />
      <div>
        <p className="problem-name truncate">
          <button
            type="button"
            className="problem-open truncate"
            aria-current={isOpen || undefined}
            onClick={() => onOpen(path)}
          >
            {label}
          </button>{" "}
          <span className="problem-place">{place}</span>
          <span className="problem-in">
            {above === null ? problem.type === "wave" && place : `in ${above}`}
          </span>
        </p>
        <p className="problem-cause truncate" title={problem.cause ?? undefined}>
          <bdi>{cause}</bdi>
          {next !== undefined && <NextAttempt at={next} />}
        </p>
        <Short problem={problem} past={past} />
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
        <CopyButton text={problem.id} label={`Copy the id of ${label}`} />
        {past === null && <ApproveButton url={problem.approve_url ?? null} variant="outline" />}
        {href !== null && (
          <ExternalLinkButton href={href} size="md" label={`${label} in Temporal`}>
            Temporal
          </ExternalLinkButton>
        )}
      </div>
      <ChevronRight className="problem-chevron" size="1.125rem" aria-hidden="true" />
    </li>
  );
}
