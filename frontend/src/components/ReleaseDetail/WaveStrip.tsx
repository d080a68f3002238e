import { ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { ProgressBar } from "@/components/ui/ProgressBar";
import { StatusIcon } from "@/components/ui/StatusIcon";
import type { Usual, UsualWave } from "@/types/entities";
import { badgeText } from "@/lib/tree/rowView";
import { doneFigure } from "@/lib/words/done";
import { barCounts } from "@/lib/words/held";
import { foldText, stripOf } from "@/lib/tree/waveFold";
import type { Strip } from "@/lib/tree/waveFold";
import { formatNumber } from "@/lib/words/words";
import type { WaveCell } from "@/lib/tree/waves";
import { TERMS } from "@/types/vocabulary.gen";
import { WaveApproval } from "./Approvals";
import { WaveUsual } from "./WaveUsual";
import "./WaveStrip.css";

interface WaveStripProps {
  cells: readonly WaveCell[];
  /** The wave that the tree is filtered to. */
  chosen: string | null;
  isPast: boolean;
  usual: Usual | undefined;
  onChoose: (path: string) => void;
}

/** Which cells keep their name where room is short. */
function isWide({ isCurrent, node }: WaveCell): boolean {
  return isCurrent || TERMS[node.word].attention;
}

interface CellProps {
  cell: WaveCell;
  isChosen: boolean;
  isPast: boolean;
  isCompact: boolean;
  against: UsualWave | undefined;
  onChoose: (path: string) => void;
}

function Note({ cell, isPast }: { cell: WaveCell; isPast: boolean }) {
  const separator = isPast ? ", " : " · ";
  return cell.note.map((part, index) => (
    <span
      key={part.text}
      className="wave-note-part"
      data-tone={isPast ? undefined : (part.tone ?? undefined)}
    >
      {index > 0 && separator}
      {part.tone === null ? part.text : <strong>{part.text}</strong>}
    </span>
  ));
}

function Cell({ cell, isChosen, isPast: isAllPast, isCompact, against, onChoose }: CellProps) {
  const { node, ordinal, isCurrent } = cell;
  const isPast = isAllPast || node.staleSince !== null;
  const figure = doneFigure(node.counts, "/");
  const isSmall = isCompact && !isWide(cell);
  const note = cell.note.map((part) => part.text).join(", ");
  return (
    <button
      type="button"
      className="wave"
      aria-pressed={isChosen}
      title={isSmall ? `${node.label}: ${note}` : undefined}
      onClick={() => onChoose(node.path)}
    >
      <span className="wave-line">
        <StatusIcon status={node.status} stuck={node.stuck} size={15} muted={isPast} />
        <strong>
          {isSmall && <span className="visually-hidden">Wave </span>}
          {isSmall ? formatNumber(ordinal) : node.label}
        </strong>
        <span className="visually-hidden">, {badgeText(node, isPast)}, </span>
        {isCurrent && node.detail !== null && (
          <span className="wave-detail truncate">{node.detail}</span>
        )}
        {isCurrent && <span className="wave-tag">{isAllPast ? "Was current" : "Current"}</span>}
        <span className={isSmall ? "visually-hidden" : "wave-figure"}>{figure}</span>
      </span>
      <ProgressBar
        counts={barCounts(node)}
        stuck={node.stuck}
        asOf={isPast ? "past" : null}
        size={isCurrent ? "lg" : "sm"}
      />
      <span className={isSmall ? "visually-hidden" : "wave-note"} title={note}>
        <Note cell={cell} isPast={isPast} />
      </span>
      {!isSmall && (
        <span className="wave-foot">
          {!isPast && <WaveUsual node={node} isCurrent={isCurrent} against={against} />}
          {cell.approval !== null && <WaveApproval approval={cell.approval} />}
        </span>
      )}
    </button>
  );
}

/** What is not drawn one by one, in one cell. */
function Folded({
  strip,
  isAll,
  onToggle,
}: {
  strip: Strip;
  isAll: boolean;
  onToggle: () => void;
}) {
  const { title, note } = foldText(strip);
  const Icon = isAll ? ChevronUp : ChevronDown;
  return (
    <button type="button" className="wave wave-fold" aria-expanded={isAll} onClick={onToggle}>
      <span className="wave-line">
        <Icon size="0.9375rem" aria-hidden="true" />
        <strong>{isAll ? "Show fewer waves" : title}</strong>
      </span>
      {!isAll && (
        <span className="wave-note" title={note}>
          {note}
        </span>
      )}
    </button>
  );
}

/** On a narrow screen the strip scrolls sideways: the current wave is what people look for. */
function useCentred(current: number) {
  const strip = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const list = strip.current;
    const cell = list?.children[current];
    if (!list || !(cell instanceof HTMLElement) || list.scrollWidth <= list.clientWidth) return;
    list.scrollLeft = cell.offsetLeft - (list.clientWidth - cell.offsetWidth) / 2;
  }, [current]);
  return strip;
}

/** Which wave the release is in, and why the others wait. A click shows that wave alone in the tree. */
export function WaveStrip({ cells, chosen, isPast, usual, onChoose }: WaveStripProps) {
  const [isAll, setAll] = useState(false);
  const strip = stripOf(cells);
  const isFolding = strip.isFolded && !isAll;
  const shown = cells.filter((cell) => !isFolding || !strip.folded.has(cell));
  const list = useCentred(shown.findIndex((cell) => cell.isCurrent));
  if (cells.length === 0) return null;
  const current = cells.findIndex((cell) => cell.isCurrent);
  const done = cells.filter((cell) => cell.node.status === "succeeded").length;
  const isCompact = strip.isCompact && !isFolding;
  return (
    <section className="waves" aria-label="Waves">
      <h2 className="waves-title">
        Waves{" "}
        <span>
          {current >= 0 ? formatNumber(current + 1) : formatNumber(done)} of{" "}
          {formatNumber(cells.length)}
        </span>
      </h2>
      <ol
        ref={list}
        className="wave-strip card"
        translate="no"
        data-compact={isCompact || undefined}
        data-all={isAll || undefined}
        data-past={isPast || undefined}
      >
        {shown.map((cell) => (
          <li
            key={cell.node.path}
            data-current={cell.isCurrent || undefined}
            data-wide={isWide(cell) || undefined}
            data-folded={strip.folded.has(cell) || undefined}
          >
            <Cell
              cell={cell}
              isChosen={cell.node.path === chosen}
              isPast={isPast}
              isCompact={isCompact}
              against={usual?.waves?.[cell.ordinal - 1]}
              onChoose={onChoose}
            />
          </li>
        ))}
        {strip.folded.size > 0 && (
          <li data-fold={strip.isFolded ? "always" : "phone"}>
            <Folded strip={strip} isAll={isAll} onToggle={() => setAll(!isAll)} />
          </li>
        )}
      </ol>
    </section>
  );
}
