import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { RefObject } from "react";
import { StatusBadge } from "@/components/ui/StatusBadge";
import { useNow } from "@/hooks/useNow";
import { onTopOf, statusOf } from "@/lib/versions/table";
import type { TableRow } from "@/lib/versions/table";
import { badgeOf, releaseTitle, versionOf } from "@/lib/versions/words";
import { formatAgo, parseTime } from "@/lib/words/time";
import type { Brought, VersionSource } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";
import { CellSentence } from "./CellSentence";
import "./CellTip.css";

const REST = 300;
/** What the card needs below a cell, in pixels; else it stands above. */
const ROOM = 170;
const AWAY = 6;

interface Pointed {
  row: number;
  column: number;
  left: number;
  /** Of the cell, in the window. */
  top: number;
  bottom: number;
}

function pointedAt(target: EventTarget | null): Pointed | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-cell]") : null;
  const [row, column] = (cell?.dataset["cell"] ?? "").split(" ").map(Number);
  if (!cell || row === undefined || column === undefined) return null;
  const { left, top, bottom } = cell.getBoundingClientRect();
  return { row, column, left, top, bottom };
}

/** The cell where a pointer has rested for a moment, until it moves on. */
function usePointed(grid: RefObject<HTMLElement | null>): Pointed | null {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onRest = useEffectEvent((target: EventTarget | null) => setPointed(pointedAt(target)));
  useEffect(() => {
    const element = grid.current;
    if (!element) return;
    const hide = (): void => {
      clearTimeout(timer.current);
      setPointed(null);
    };
    const onOver = ({ target, pointerType }: PointerEvent): void => {
      hide();
      if (pointerType !== "touch") timer.current = setTimeout(() => onRest(target), REST);
    };
    const leaving = ["pointerleave", "pointerdown", "scroll", "keydown"] as const;
    element.addEventListener("pointerover", onOver);
    for (const name of leaving) element.addEventListener(name, hide);
    return () => {
      hide();
      element.removeEventListener("pointerover", onOver);
      for (const name of leaving) element.removeEventListener(name, hide);
    };
  }, [grid]);
  return pointed;
}

function Ago({ at }: { at: string | null | undefined }) {
  const time = parseTime(at);
  const now = useNow();
  return time === undefined ? null : <>{`, ${formatAgo(time, now)}`}</>;
}

interface OnTopProps {
  each: Brought;
  isOneOfTwo: boolean;
  isOut: boolean;
}

function OnTop({ each, isOneOfTwo, isOut }: OnTopProps) {
  return (
    <p className="truncate">
      {isOneOfTwo && `${versionOf(each)}: `}
      <strong data-status={isOut ? undefined : statusOf(each)}>
        {each.stale ? TERMS[each.word].past : each.word}
      </strong>
      <Ago at={each.at} />
      {each.cause && `: ${each.cause}`}
    </p>
  );
}

interface CellTipProps {
  grid: RefObject<HTMLElement | null>;
  rows: readonly TableRow[];
  clusters: readonly string[];
  releases: readonly VersionSource[];
  isAllRead: boolean;
  isOut: boolean;
}

/** What a cell says, beside the pointer that rests on it. Its name and the panel say the same. */
export function CellTip({ grid, rows, clusters, releases, isAllRead, isOut }: CellTipProps) {
  const pointed = usePointed(grid);
  const row = pointed && rows[pointed.row];
  if (!pointed || !row) return null;
  const cluster = clusters[pointed.column] ?? "";
  const cell = row.cells.get(cluster);
  const badge = cell?.conflict ? null : badgeOf(cell);
  const isAbove = pointed.bottom + ROOM > window.innerHeight;
  const vertical = isAbove
    ? { bottom: window.innerHeight - pointed.top + AWAY }
    : { top: pointed.bottom + AWAY };
  return (
    <div
      className="cell-tip"
      translate="no"
      aria-hidden="true"
      style={{ ...vertical, left: `min(${String(pointed.left)}px, 100vw - 23rem)` }}
    >
      <p className="cell-tip-head">
        <strong>{row.app}</strong>
        <span className="truncate">{cluster}</span>
        {badge && <StatusBadge {...badge} muted={isOut} />}
      </p>
      <p>
        <CellSentence cell={cell} isAllRead={isAllRead} />
      </p>
      {cell?.runs && (
        <p>
          Last reported by <strong>{releaseTitle(releases, cell.runs.release_id)}</strong>
          <Ago at={cell.runs.at} />
        </p>
      )}
      {cell &&
        onTopOf(cell).map((each) => (
          <OnTop key={each.path} each={each} isOneOfTwo={cell.conflict === true} isOut={isOut} />
        ))}
    </div>
  );
}
