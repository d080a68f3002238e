import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { PointerEvent } from "react";
import type { Timeline } from "@/hooks/useTimeline";
import { useZone } from "@/hooks/useZone";
import { placeOf, timeAt } from "@/lib/timeline/axis";
import type { Axis } from "@/lib/timeline/axis";
import { formatClock } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";
import { percent, placeUnder } from "./place";
import type { Plane } from "./place";

function cardOf(plane: Plane): HTMLElement | null {
  return plane.current?.closest<HTMLElement>(".timeline") ?? null;
}

/** Ctrl or Cmd and the wheel, or two fingers on a trackpad, zoom around the pointer. */
export function useWheel(timeline: Timeline, plane: Plane): void {
  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const around = timeAt(timeline.scale.axis, placeUnder(plane, event));
    timeline.zoom(event.deltaY < 0 ? 1.25 : 0.8, around);
  });
  useEffect(() => {
    const card = cardOf(plane);
    const listener = (event: WheelEvent): void => onWheel(event);
    card?.addEventListener("wheel", listener, { passive: false });
    return () => card?.removeEventListener("wheel", listener);
  }, [plane]);
}

/** From where to where a pointer is dragged, in percent of the plane. */
interface Range {
  from: number;
  to: number;
}

/** Dragging over the head shows that part of time alone. */
export function useRange(timeline: Timeline, plane: Plane) {
  const [range, setRange] = useState<Range | null>(null);
  const at = (event: PointerEvent) => Math.min(100, Math.max(0, placeUnder(plane, event)));
  return {
    range,
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      setRange({ from: at(event), to: at(event) });
    },
    onPointerMove: (event: PointerEvent) => range && setRange({ ...range, to: at(event) }),
    onPointerUp: () => {
      setRange(null);
      if (!range || Math.abs(range.to - range.from) < 1) return;
      const [from = 0, to = 0] = [range.from, range.to].toSorted((a, b) => a - b);
      const { axis } = timeline.scale;
      timeline.show({ from: timeAt(axis, from), to: timeAt(axis, to) });
    },
  };
}

interface Crosshair {
  /** In percent of the plane; null while nothing is pointed at. */
  at: number | null;
  axis: Axis;
  zone: Zone;
}

function drawCrosshair(plane: Plane, tag: HTMLElement | null, { at, axis, zone }: Crosshair): void {
  const card = cardOf(plane);
  const isShown = at !== null && at >= 0 && at <= 100;
  card?.toggleAttribute("data-crosshair", isShown);
  if (!card || !tag || !isShown) return;
  card.style.setProperty("--crosshair", percent(at));
  tag.textContent = formatClock(timeAt(axis, at), zone);
}

/**
 * The line under the pointer, or at the segment that the keyboard is at, and the element that says its time. Past
 * React: a pointer moves more often than rows are worth drawing.
 */
export function useCrosshair({ scale, stop }: Timeline, plane: Plane) {
  const zone = useZone();
  const tag = useRef<HTMLSpanElement>(null);
  const pointer = useRef<number | null>(null);
  const { axis } = scale;
  const stopped = stop && placeOf(axis, stop.segment.from);
  const key = stop && `${stop.node.path} ${String(stop.index)}`;
  const follow = useEffectEvent((place: number) => {
    pointer.current = place >= 0 && place <= 100 ? place : null;
    drawCrosshair(plane, tag.current, { at: pointer.current ?? stopped, axis, zone });
  });
  useEffect(() => {
    const card = cardOf(plane);
    const onMove = (event: globalThis.PointerEvent): void => {
      // A finger covers what it points at.
      if (event.pointerType !== "touch") follow(placeUnder(plane, event));
    };
    const onLeave = (): void => follow(-1);
    card?.addEventListener("pointermove", onMove);
    card?.addEventListener("pointerleave", onLeave);
    return () => {
      card?.removeEventListener("pointermove", onMove);
      card?.removeEventListener("pointerleave", onLeave);
      card?.removeAttribute("data-crosshair");
    };
  }, [plane]);
  useEffect(() => {
    // Whichever was used last.
    if (key !== null) pointer.current = null;
  }, [key]);
  useEffect(() => {
    drawCrosshair(plane, tag.current, { at: pointer.current ?? stopped, axis, zone });
  }, [plane, stopped, axis, zone]);
  return tag;
}
