import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { Timeline } from "@/hooks/useTimeline";
import { useZone } from "@/hooks/useZone";
import { placeOf } from "@/lib/timeline/axis";
import { segmentsOf } from "@/lib/timeline/lane";
import { tipOf } from "@/lib/timeline/tip";
import type { Tree } from "@/lib/tree/tree";
import type { Plane } from "./place";

const REST = 300;
/** From the pointer. */
const AWAY = 14;

const WIDEST = "20rem";

function leftOf(left: number): string {
  return `min(${String(left)}px, 100% - ${WIDEST})`;
}

/** Which segment of which row, and where in the card. */
interface Pointed {
  path: string;
  index: number;
  left: number;
  top: number;
}

interface SegmentTipProps {
  tree: Tree;
  timeline: Timeline;
  plane: Plane;
}

/** The segment that an event is at. */
function placeOfEvent({ target }: Event): Pick<Pointed, "path" | "index"> | null {
  if (!(target instanceof Element)) return null;
  const index = target.closest<HTMLElement>("[data-segment]")?.dataset["segment"];
  const path = target.closest<HTMLElement>("[data-path]")?.dataset["path"];
  return index === undefined || path === undefined ? null : { path, index: Number(index) };
}

/** As it is now: it may have grown since. */
function segmentAt(tree: Tree, now: number, at: Pick<Pointed, "path" | "index"> | null) {
  const node = at === null ? undefined : tree.rowOf.get(at.path);
  const segment = at && node && segmentsOf(tree, node, now)[at.index];
  return node && segment ? { node, segment } : null;
}

/** Where a pointer has rested for a moment. A double click fits the segment. */
function usePointed({ tree, timeline, plane }: SegmentTipProps): Pointed | null {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onRest = useEffectEvent((event: PointerEvent, card: HTMLElement) => {
    const found = placeOfEvent(event);
    const box = card.getBoundingClientRect();
    const place = { left: event.clientX - box.left, top: event.clientY - box.top + AWAY };
    setPointed(found && { ...found, ...place });
  });
  // The first click may open the panel, and so move what is below the second.
  const first = useRef<Pick<Pointed, "path" | "index">>(null);
  const onFit = useEffectEvent(() => {
    const found = segmentAt(tree, timeline.scale.now, first.current);
    if (!found) return;
    const { from, to } = found.segment;
    const room = (to - from) * 0.05;
    timeline.show({ from: from - room, to: to + room });
  });
  useEffect(() => {
    const card = plane.current?.closest<HTMLElement>(".timeline");
    if (!card) return;
    const hide = (): void => {
      clearTimeout(timer.current);
      setPointed(null);
    };
    const onMove = (event: PointerEvent): void => {
      hide();
      if (event.pointerType !== "touch") {
        timer.current = setTimeout(() => onRest(event, card), REST);
      }
    };
    const onClick = (event: MouseEvent): void => {
      if (event.detail === 1) first.current = placeOfEvent(event);
    };
    const onDouble = (): void => onFit();
    card.addEventListener("pointermove", onMove);
    card.addEventListener("pointerleave", hide);
    card.addEventListener("click", onClick);
    card.addEventListener("dblclick", onDouble);
    return () => {
      hide();
      card.removeEventListener("pointermove", onMove);
      card.removeEventListener("pointerleave", hide);
      card.removeEventListener("click", onClick);
      card.removeEventListener("dblclick", onDouble);
    };
  }, [plane]);
  return pointed;
}

/** Puts an element below a row, at so many percent of the plane. */
function putBelow(element: HTMLElement, path: string, at: number, plane: Plane): void {
  const card = element.parentElement;
  const row = card?.querySelector(`[data-path="${CSS.escape(path)}"]`)?.getBoundingClientRect();
  const box = card?.getBoundingClientRect();
  const lane = plane.current?.getBoundingClientRect();
  if (!row || !box || !lane) return;
  const left = lane.left - box.left + (lane.width * Math.min(100, Math.max(0, at))) / 100;
  element.style.left = leftOf(left);
  element.style.top = `${String(row.bottom - box.top)}px`;
}

/** What a segment is, in words: the panel says the same. What the keyboard goes to is read aloud. */
export function SegmentTip(props: SegmentTipProps) {
  const { tree, timeline, plane } = props;
  const { stop, scale } = timeline;
  const zone = useZone();
  const element = useRef<HTMLDivElement>(null);
  const pointed = usePointed(props);
  const shown = pointed ? segmentAt(tree, scale.now, pointed) : stop;
  const tip = shown && tipOf(shown.node, shown.segment, scale.now, zone);
  const at = stop && placeOf(scale.axis, stop.segment.from);
  const path = stop && stop.node.path;
  useEffect(() => {
    if (pointed === null && at !== null && path !== null && element.current) {
      putBelow(element.current, path, at, plane);
    }
  }, [pointed, at, path, plane]);
  return (
    <div
      ref={element}
      className="timeline-tip screen-only"
      data-stop={(pointed === null && stop !== null) || undefined}
      aria-live={pointed === null ? "polite" : "off"}
      style={pointed ? { left: leftOf(pointed.left), top: pointed.top } : undefined}
    >
      {tip && (
        <>
          <p>
            <strong>{tip.name}</strong>, {tip.what}
          </p>
          <p className="timeline-tip-span">{tip.span}</p>
          {tip.reason !== null && (
            <p className="timeline-tip-reason truncate" data-status={shown.segment.status}>
              {tip.reason}
            </p>
          )}
        </>
      )}
    </div>
  );
}
