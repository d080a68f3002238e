import { useEffect, useRef } from "react";
import { ProgressBar } from "@/components/ui/ProgressBar";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { wordOf } from "@/lib/rowView";
import { formatNumber } from "@/lib/words";
import type { WaveCell } from "@/lib/waves";
import "./WaveStrip.css";

interface WaveStripProps {
  cells: readonly WaveCell[];
  /** The wave that the tree is filtered to. */
  chosen: string | null;
  isPast: boolean;
  onChoose: (path: string) => void;
}

/** Above this the waves that are not current keep only icon, number and bar. */
const ROOMY = 8;

interface CellProps {
  cell: WaveCell;
  isChosen: boolean;
  isPast: boolean;
  isCompact: boolean;
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
      {index > 0 && <span aria-hidden="true">{separator}</span>}
      {part.tone === null ? part.text : <strong>{part.text}</strong>}
    </span>
  ));
}

function Cell({ cell, isChosen, isPast, isCompact, onChoose }: CellProps) {
  const { node, ordinal, isCurrent } = cell;
  const figure = `${formatNumber(node.done)}/${formatNumber(node.total)}`;
  const isSmall = isCompact && !isCurrent;
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
        <span className="visually-hidden">, {wordOf(node, isPast)}, </span>
        {isCurrent && node.detail !== null && (
          <span className="wave-detail truncate">{node.detail}</span>
        )}
        {isCurrent && <span className="wave-tag">{isPast ? "Was current" : "Current"}</span>}
        <span className={isSmall ? "visually-hidden" : "wave-figure"}>{figure}</span>
      </span>
      <ProgressBar
        counts={node.counts}
        stuck={node.stuck}
        asOf={isPast ? "past" : null}
        size={isCurrent ? "lg" : "sm"}
      />
      <span className={isSmall ? "visually-hidden" : "wave-note truncate"} title={note}>
        <Note cell={cell} isPast={isPast} />
      </span>
    </button>
  );
}

/** Which wave the release is in, and why the others wait. A click shows that wave alone in the tree. */
export function WaveStrip({ cells, chosen, isPast, onChoose }: WaveStripProps) {
  const strip = useRef<HTMLOListElement>(null);
  const current = cells.findIndex((cell) => cell.isCurrent);
  const done = cells.filter((cell) => cell.node.status === "succeeded").length;
  const isCompact = cells.length > ROOMY;

  // On a narrow screen the strip scrolls sideways: the current wave is what people look for.
  useEffect(() => {
    const list = strip.current;
    const cell = list?.children[current];
    if (!list || !(cell instanceof HTMLElement) || list.scrollWidth <= list.clientWidth) return;
    list.scrollLeft = cell.offsetLeft - (list.clientWidth - cell.offsetWidth) / 2;
  }, [current]);

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
        ref={strip}
        className="wave-strip"
        data-compact={isCompact || undefined}
        data-past={isPast || undefined}
      >
        {cells.map((cell) => (
          <li key={cell.node.path} data-current={cell.isCurrent || undefined}>
            <Cell
              cell={cell}
              isChosen={cell.node.path === chosen}
              isPast={isPast}
              isCompact={isCompact}
              onChoose={onChoose}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}
