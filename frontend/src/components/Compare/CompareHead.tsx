import { Button } from "@chakra-ui/react";
import { ArrowLeftRight, ChevronDown } from "lucide-react";
import { Clock, Day, Elapsed, End } from "@/components/Time";
import { StatusBadge } from "@/components/ui/StatusBadge";
import type { SideLetter } from "@/hooks/useCompare";
import { useOpened } from "@/hooks/opened";
import { useZone } from "@/hooks/useZone";
import { exportedSide, sideKey } from "@/lib/compare/sides";
import { formatClock, formatDay, parseTime } from "@/lib/words/time";
import { titleParts } from "@/lib/words/title";
import type { ComparedTree } from "@/types/entities";
import { SideTag } from "./SideTag";

/** A release as far as its half shows it. */
export type HalfTree = Omit<ComparedTree, "apps" | "complete" | "duration">;

interface HalfProps {
  side: SideLetter;
  tree: HalfTree;
  /** When it was last read, during an outage. */
  asOf: number | undefined;
  onChoose: (side: SideLetter) => void;
}

/** How sure it is: the past of a file, an end, or now. */
function AsOf({ tree, asOf }: Pick<HalfProps, "tree" | "asOf">) {
  const zone = useZone();
  const opened = useOpened().get(sideKey(exportedSide(tree.id, tree.read_at)));
  const readAt = parseTime(tree.read_at);
  if (tree.exported && readAt !== undefined) {
    const moment = `${formatDay(readAt, zone)} ${formatClock(readAt, zone)}`;
    return <>{`As of ${moment}, ${opened?.origin ?? "from a file"}`}</>;
  }
  if (!tree.open) return <>As it ended</>;
  return <>{asOf === undefined ? "As of now" : `As of ${formatClock(asOf, zone)}`}</>;
}

function Times({ tree, asOf }: Pick<HalfProps, "tree" | "asOf">) {
  const from = parseTime(tree.started_at);
  const to = parseTime(tree.ended_at);
  const stopped = tree.exported ? parseTime(tree.read_at) : asOf;
  return (
    <>
      {from !== undefined && (
        <span>
          <Day time={from} />{" "}
          <strong>
            <Clock time={from} />
          </strong>
          {to !== undefined && (
            <span className="compare-to">
              {" to "}
              <strong>
                <End time={to} begun={from} />
              </strong>
            </span>
          )}
        </span>
      )}
      {from !== undefined && (
        <span>
          {to === undefined ? "Running " : "Took "}
          <strong>
            <Elapsed from={from} to={to ?? stopped} />
          </strong>
        </span>
      )}
    </>
  );
}

export function Half({ side, tree, asOf, onChoose }: HalfProps) {
  const { name, version } = titleParts(tree);
  const { verdict } = tree;
  const isOut = asOf !== undefined && !tree.exported;
  return (
    <section
      className="compare-half"
      aria-label={`${side.toUpperCase()}: ${name} ${version ?? ""}`}
    >
      <div className="compare-half-head">
        <SideTag side={side} />
        <Button
          variant="ghost"
          minW="0"
          flexShrink="1"
          px="0.375rem"
          onClick={() => onChoose(side)}
        >
          <span className="truncate" translate="no" title={tree.id}>
            <strong>{name}</strong> {version}
          </span>
          <ChevronDown size="0.875rem" aria-label="Choose another" />
        </Button>
        <span className="compare-badge">
          <StatusBadge
            status={verdict.status}
            stuck={verdict.stuck}
            word={verdict.word}
            muted={isOut}
          />
        </span>
      </div>
      <p className="compare-verdict">
        <strong>{verdict.headline}</strong> {verdict.detail}
      </p>
      <p className="compare-facts">
        <Times tree={tree} asOf={asOf} />
        <span className={tree.exported || isOut ? undefined : "compare-now"}>
          <AsOf tree={tree} asOf={asOf} />
        </span>
      </p>
    </section>
  );
}

interface CompareHeadProps {
  a: ComparedTree;
  b: ComparedTree;
  asOf: number | undefined;
  onChoose: (side: SideLetter) => void;
  onSwap: () => void;
}

/** Without anything to swap it only keeps its place. */
export function Swap({ onSwap }: { onSwap?: () => void }) {
  return (
    <button
      type="button"
      className="compare-swap screen-only"
      aria-label="Swap A and B"
      title="Swap (x)"
      disabled={!onSwap}
      onClick={onSwap}
    >
      <ArrowLeftRight size="0.875rem" aria-hidden="true" />
    </button>
  );
}

/** Both sides in one card. */
export function CompareHead({ a, b, asOf, onChoose, onSwap }: CompareHeadProps) {
  return (
    <div className="compare-head card">
      <Half side="a" tree={a} asOf={asOf} onChoose={onChoose} />
      <Swap onSwap={onSwap} />
      <Half side="b" tree={b} asOf={asOf} onChoose={onChoose} />
    </div>
  );
}
