import { ChevronRight } from "lucide-react";
import { useLayoutEffect, useRef, useState } from "react";
import { Elapsed } from "@/components/Time";
import { isWithin } from "@/lib/lineage";
import { problemsBelow } from "@/lib/failure";
import type { Failure } from "@/lib/failure";
import type { Problem, ProblemKind } from "@/lib/problems";
import type { TreeNode } from "@/lib/tree";
import { formatNumber } from "@/lib/words";
import type { EntityNode } from "@/types/entities";

/** Eight lines, then everything on request. */
function Clamped({ text }: { text: string }) {
  const box = useRef<HTMLElement>(null);
  const [isLong, setLong] = useState(false);
  const [isAll, setAll] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || isAll) return;
    const measure = (): void => setLong(element.scrollHeight > element.clientHeight + 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [isAll]);
  return (
    <>
      <code ref={box} className="panel-failure-text" data-all={isAll || undefined}>
        {text}
      </code>
      {isLong && (
        <button type="button" className="panel-more" onClick={() => setAll(!isAll)}>
          {isAll ? "Show less" : "Show all"}
        </button>
      )}
    </>
  );
}

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
        <Clamped key={entity.path} text={failure.text} />
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
        <code className="panel-failure-text">{first.cause ?? "No reason was given"}</code>
      </button>
    </section>
  );
}
