import { ChevronRight } from "lucide-react";
import { Elapsed } from "@/components/Time";
import type { Failure } from "@/lib/tree/failure";
import { pathsBelow, problemsBelow } from "@/lib/tree/problems";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { parseTime } from "@/lib/words/time";
import { formatNumber } from "@/lib/words/words";
import type { EntityNode, ProblemKind } from "@/types/entities";
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
  retrying: "retrying for",
};

interface PanelFirstFailureProps {
  tree: Tree;
  row: TreeNode;
  isPast: boolean;
  onOpen: (path: string) => void;
}

/** The worst problem below a parent, one click away. */
export function PanelFirstFailure({ tree, row, isPast, onOpen }: PanelFirstFailureProps) {
  const below = problemsBelow(tree, row);
  const paths = below.flatMap((problem) => pathsBelow(tree, problem, row));
  const [first] = below;
  const node = tree.rowOf.get(paths[0] ?? "");
  if (!first || !node) return null;
  const since = parseTime(first.since);
  const heading = first.kind === "failed" ? "First failure" : "First problem";
  return (
    <section className="panel-section">
      <h3 className="panel-heading">
        {paths.length > 1 ? `${heading}, of ${formatNumber(paths.length)}` : heading}
      </h3>
      <button
        type="button"
        className="panel-failure panel-first"
        data-status={isPast ? undefined : first.status}
        onClick={() => onOpen(node.path)}
      >
        <span className="panel-first-name">
          <strong>{node.label}</strong> {PROBLEM_WORDS[first.kind]}{" "}
          {since !== undefined && <Elapsed from={since} />}
          {first.kind === "failed" && since !== undefined && " ago"}
        </span>
        <ChevronRight size="0.9375rem" aria-hidden="true" />
        <code className="panel-failure-text clamped">{first.cause ?? "No reason was given"}</code>
      </button>
    </section>
  );
}
