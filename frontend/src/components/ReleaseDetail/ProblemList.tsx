import { ChevronRight, Clock } from "lucide-react";
import { useState } from "react";
import { Kbd } from "@/components/ui/Kbd";
import { createPreference, usePreference } from "@/hooks/usePreference";
import { usePrinting } from "@/hooks/usePrinting";
import { useZone } from "@/hooks/useZone";
import { unseenOf } from "@/lib/away/marks";
import type { Marks } from "@/lib/away/marks";
import { placeText, problemSummary } from "@/lib/tree/problems";
import type { RunLink } from "@/lib/tree/lineage";
import type { Past } from "@/lib/tree/rowView";
import type { Tree } from "@/lib/tree/tree";
import { formatClock } from "@/lib/words/time";
import { formatNumber } from "@/lib/words/words";
import { ProblemRow } from "./ProblemRow";
import "./ProblemList.css";

interface ProblemListProps {
  tree: Tree;
  past: Past | null;
  /** The node that is open in the panel. */
  selected: string | null;
  hrefOf: RunLink;
  onOpen: (path: string) => void;
  onNext: () => void;
  marks: Marks | null;
  /** Where the rows below are shown along time, only the head is shown at first. */
  isTimeline: boolean;
}

/** Whether the timeline folds them, per browser. */
const foldPreference = createPreference("timeline-problems", ["folded", "open"], "folded");

/** More would push the tree off the screen. */
const SHOWN = 5;

export function AsOf({ past }: { past: Past }) {
  const zone = useZone();
  return (
    <span className="as-of">
      <Clock size="0.8125rem" aria-hidden="true" /> as of {formatClock(past.readAt, zone)}
    </span>
  );
}

/** What needs a person, by cause: worst first, then the longest. */
export function ProblemList(props: ProblemListProps) {
  const { tree, past, selected, hrefOf, onOpen, onNext } = props;
  const [isAll, setAll] = useState(false);
  const isOpen = usePreference(foldPreference) === "open";
  const isPrinting = usePrinting();
  const isFolded = props.isTimeline && !isOpen && !isPrinting;
  const { problems } = tree;
  const shown = isAll && !isFolded ? problems : problems.slice(0, isFolded ? 0 : SHOWN);
  if (problems.length === 0) return null;
  return (
    <section className="problems card" id="problems" aria-label="Problems">
      <header className="problems-head">
        {props.isTimeline && (
          <button
            type="button"
            className="problems-fold screen-only"
            aria-label="Problems one by one"
            aria-expanded={!isFolded}
            onClick={() => foldPreference.set(isOpen ? "folded" : "open")}
          >
            <ChevronRight size="0.9375rem" aria-hidden="true" />
          </button>
        )}
        <h2>
          Problems <span>{formatNumber(problems.length)}</span>
        </h2>
        {past ? (
          <AsOf past={past} />
        ) : (
          <span className="problems-summary truncate">{problemSummary(tree)}</span>
        )}
        {tree.problemRows.length > 0 && (
          <button type="button" className="problems-next screen-only" onClick={onNext}>
            <Kbd>N</Kbd> next problem
          </button>
        )}
      </header>
      <ul className="problems-list" hidden={isFolded}>
        {shown.map((problem) => (
          <ProblemRow
            key={`${problem.kind} ${problem.paths.join()}`}
            problem={problem}
            place={placeText(tree, problem)}
            past={past}
            unseen={unseenOf(props.marks, problem.path, true)}
            isOpen={problem.path === selected}
            href={hrefOf(problem.path)}
            onOpen={onOpen}
          />
        ))}
      </ul>
      {!isFolded && problems.length > SHOWN && (
        <button type="button" className="problems-more screen-only" onClick={() => setAll(!isAll)}>
          {isAll ? `Show the first ${String(SHOWN)}` : `Show all ${formatNumber(problems.length)}`}
        </button>
      )}
    </section>
  );
}
