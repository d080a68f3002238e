import { ChevronRight } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Ref } from "react";
import { Elapsed, Moment } from "@/components/Time";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { releasePath } from "@/lib/app/paths";
import { FINDING_WORDS, sideNote } from "@/lib/compare/rows";
import type { ChangeItem, FoldItem } from "@/lib/compare/rows";
import { formatNumber } from "@/lib/words/words";
import { parseTime } from "@/lib/words/time";
import type { ComparedApps, Finding } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";

/** The page of a node. */
export function nodePath(path: string): string {
  return `${releasePath(path.split("/")[0] ?? "")}?node=${encodeURIComponent(path)}`;
}

interface SinceProps extends Pick<ComparedApps, "status"> {
  since: string;
  /** Of an exported tree, whose time has stopped. */
  isPast: boolean;
}

/** "6 min ago" of what failed, "15 min" of what lasts. */
function Since({ status, since, isPast }: SinceProps) {
  const time = parseTime(since);
  if (isPast) return <Moment time={time} />;
  return (
    <>
      <Elapsed from={time} />
      {status === "failed" && " ago"}
    </>
  );
}

interface SideCellProps {
  apps: ComparedApps | null | undefined;
  finding: Finding;
  /** Whether the side is coloured: the side that is compared with is not. */
  isLoud: boolean;
  isOut: boolean;
  isPast: boolean;
}

function SideCell({ apps, finding, isLoud, isOut, isPast }: SideCellProps) {
  if (!apps) return <span className="compare-none">–</span>;
  const { status, word, version, since } = apps;
  if (finding === "version" && version) return <span className="mono">{version}</span>;
  const isTrouble = isLoud && TERMS[word].attention && !isOut;
  const note = sideNote(apps, finding);
  return (
    <>
      <StatusIcon status={status} stuck={word === "Stuck"} muted={isOut} />
      <span data-status={isTrouble ? status : undefined} className="compare-word">
        {word}
      </span>
      <span className="compare-note">
        {note ??
          (isTrouble && since ? <Since status={status} since={since} isPast={isPast} /> : null)}
      </span>
    </>
  );
}

interface ChangeRowProps {
  item: ChangeItem;
  counts: Readonly<Partial<Record<Finding, number>>>;
  isActive: boolean;
  onOpen: () => void;
  isOut: boolean;
  /** B is an exported tree. */
  isPast: boolean;
  rowRef: Ref<HTMLDivElement>;
  index: number;
}

/** The row that the keys go to has the focus, unless that is elsewhere on the page. */
function useFocus(isActive: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const here = document.activeElement;
    const isFree = here === document.body || here?.closest(".compare-table");
    if (isActive && isFree) button.current?.focus({ preventScroll: true });
  }, [isActive]);
  return button;
}

export function ChangeRow(props: ChangeRowProps) {
  const { item, counts, isActive, onOpen, isOut, isPast, rowRef, index } = props;
  const button = useFocus(isActive);
  const { row, isFirst } = item;
  const { finding, app, place, a, b, headline, detail } = row;
  const tone = finding === "worse" && !isOut ? b?.status : undefined;
  return (
    <div
      ref={rowRef}
      role="row"
      aria-rowindex={index + 2}
      className="compare-row"
      data-index={index}
      data-first={isFirst || undefined}
      data-active={isActive || undefined}
    >
      <span role="cell" className="compare-finding" data-repeated={!isFirst || undefined}>
        {FINDING_WORDS[finding]}
        {isFirst && <span> {formatNumber(counts[finding] ?? 0)}</span>}
      </span>
      <span role="cell" className="compare-app" translate="no">
        <button ref={button} type="button" className="compare-open" onClick={onOpen}>
          {app}
        </button>{" "}
        <span>{place}</span>
      </span>
      <span role="cell" className="compare-side" data-side="a">
        <SideCell apps={a} finding={finding} isLoud={false} isOut={isOut} isPast={isPast} />
      </span>
      <span role="cell" className="compare-side" data-side="b">
        <SideCell apps={b} finding={finding} isLoud isOut={isOut} isPast={isPast} />
      </span>
      <span role="cell" className="compare-difference" data-status={tone}>
        <strong>{headline}</strong> {detail}
      </span>
    </div>
  );
}

interface FoldRowProps {
  item: FoldItem;
  rowRef: Ref<HTMLDivElement>;
  index: number;
  onToggle: () => void;
}

/** What is no change, in one line until it is opened. */
export function FoldRow({ item, rowRef, index, onToggle }: FoldRowProps) {
  return (
    <div
      ref={rowRef}
      role="row"
      aria-rowindex={index + 2}
      className="compare-fold"
      data-index={index}
    >
      <span role="cell">
        <button type="button" aria-expanded={item.isOpen} onClick={onToggle}>
          <ChevronRight size="0.875rem" aria-hidden="true" />
          <strong>{item.fold.headline}</strong> <span>{item.fold.detail}</span>
        </button>
      </span>
    </div>
  );
}
