import { useQuery } from "@tanstack/react-query";
import { ErrorState } from "@/components/ui/ErrorState";
import { ProgressBar } from "@/components/ui/ProgressBar";
import { StatusBadge } from "@/components/ui/StatusBadge";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { ApiError } from "@/services/apiError";
import { metaQuery } from "@/services/releaseService";
import type { Counts, Status, StatusTerm } from "@/types/entities";
import "./LegendPage.css";

function sampleCounts(status: Status): Counts {
  return status === "succeeded"
    ? { succeeded: 7, pending: 3 }
    : { succeeded: 4, [status]: 3, pending: status === "pending" ? 6 : 3 };
}

function Sample({ status, label }: { status: Status; label: string }) {
  const isRetrying = status === "retrying";
  return (
    <>
      <span className="legend-badges">
        <StatusBadge status={status} word={label} />
        {isRetrying && <StatusBadge status={status} stuck word="Stuck" />}
        <StatusIcon status={status} size={16} />
        {isRetrying && <StatusIcon status={status} stuck size={16} />}
      </span>
      <ProgressBar counts={sampleCounts(status)} />
    </>
  );
}

const FEW = 12;

function inOrder(words: readonly string[]): string {
  return words.toSorted().join(", ");
}

/** The shortest are the commonest; the others take half the page, and a browser's search finds them all the same. */
function States({ states }: { states: readonly string[] }) {
  const shortest = states.toSorted((one, other) => one.length - other.length);
  const more = shortest.slice(FEW);
  return (
    <>
      {inOrder(shortest.slice(0, FEW))}
      {more.length > 0 && (
        <details>
          <summary>and {more.length} more</summary>
          {inOrder(more)}
        </details>
      )}
    </>
  );
}

function Term({ term }: { term: StatusTerm }) {
  const { status } = term;
  return (
    <tr>
      <th scope="row">
        <strong>{status === "retrying" ? "Retrying, Stuck" : term.label}</strong>
        <span>{term.meaning}</span>
      </th>
      <td className="light legend-sample">
        <Sample status={status} label={term.label} />
      </td>
      <td className="dark legend-sample">
        <Sample status={status} label={term.label} />
      </td>
      <td className="legend-states mono">
        <States states={term.states} />
      </td>
    </tr>
  );
}

function LegendTable({ terms }: { terms: readonly StatusTerm[] }) {
  return (
    <div className="legend-card">
      <table>
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Light</th>
            <th scope="col">Dark</th>
            <th scope="col">Workflow states that mean it</th>
          </tr>
        </thead>
        <tbody>
          {terms.map((term) => (
            <Term key={term.status} term={term} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The vocabulary as this server uses it, extensions included. */
export function LegendPage() {
  const { data: meta, error, refetch } = useQuery(metaQuery);
  return (
    <div className="legend">
      <title>Legend · Releasewatch</title>
      <h1>Status vocabulary</h1>
      <p className="legend-lead">
        Ten words, the same at all five levels, worst first. Solid or dashed icon in a tinted badge:
        needs a person. Thin outline and plain text: does not. In a state, case and hyphens make no
        difference; any other state of an open workflow is In progress, of a closed one Unknown.
      </p>
      {meta && <LegendTable terms={meta.vocabulary} />}
      {!meta && error && (
        <ErrorState
          title="The vocabulary could not be read"
          requestId={error instanceof ApiError ? error.requestId : undefined}
          onRetry={() => void refetch()}
        >
          {error instanceof ApiError ? error.detail : error.message}
        </ErrorState>
      )}
    </div>
  );
}
