import { ChevronRight } from "lucide-react";
import { Elapsed } from "@/components/Time";
import { isWithin } from "@/lib/tree/lineage";
import { problemsBelow } from "@/lib/tree/failure";
import type { Failure } from "@/lib/tree/failure";
import type { Problem, ProblemKind } from "@/lib/tree/problems";
import type { TreeNode } from "@/lib/tree/tree";
import { formatNumber } from "@/lib/words/words";
import type { EntityNode } from "@/types/entities";
import { PanelText } from "./PanelText";

interface PanelFailureProps {
  entity: EntityNode;
  failure: Failure | null;
  isPast: boolean;
}

export function PanelFailure({ entity, failure, isPast }: PanelFailureProps) {
  if (!failure) return null;
  return (
    <section className="panel-section">
      <h3 className="panel-heading">{failure.heading}</h3>
      <div className="panel-failure" data-status={isPast ? undefined : entity.status}>
        <code className="panel-failure-text">
          <PanelText entity={entity} text={failure.text} name={failure.heading} />
        </code>
        {failure.note !== "" && <p className="panel-failure-note">{failure.note}</p>}
      </div>
    </section>
  );
}

const PROBLEM_WORDS: Record<ProblemKind, string> = {
  failed: "failed",
  stuck: "stuck for",
  unknown: "unknown for",
  waiting: "needs approval, waiting",
};

interface PanelFirstFailureProps {
  row: TreeNode;
  problems: readonly Problem[];
  isPast: boolean;
  onOpen: (path: string) => void;
}

/** The worst problem below a parent, one click away. */
export function PanelFirstFailure({ row, problems, isPast, onOpen }: PanelFirstFailureProps) {
  const below = problemsBelow(problems, row);
  const first = below[0];
  const node = first?.nodes.find((one) => one !== row && isWithin(one.path, row.path));
  if (!first || !node) return null;
  const count = below.reduce(
    (sum, one) => sum + one.nodes.filter((each) => isWithin(each.path, row.path)).length,
    0,
  );
  const heading = first.kind === "failed" ? "First failure" : "First problem";
  return (
    <section className="panel-section">
      <h3 className="panel-heading">
        {count > 1 ? `${heading}, of ${formatNumber(count)}` : heading}
      </h3>
      <button
        type="button"
        className="panel-failure panel-first"
        data-status={isPast ? undefined : first.status}
        onClick={() => onOpen(node.path)}
      >
        <span className="panel-first-name">
          <strong>{node.label}</strong> {PROBLEM_WORDS[first.kind]}{" "}
          {first.since !== null && <Elapsed from={first.since} />}
          {first.kind === "failed" && first.since !== null && " ago"}
        </span>
        <ChevronRight size="0.9375rem" aria-hidden="true" />
        <code className="panel-failure-text clamped">{first.cause ?? "No reason was given"}</code>
      </button>
    </section>
  );
}
