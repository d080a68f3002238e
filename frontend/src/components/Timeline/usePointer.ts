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

/** What a notch of a wheel zooms by; two fingers on a trackpad are told as many small turns of it. */
const NOTCH = 22;

interface Pinch {
  axis: Axis;
  /** In pixels. */
  apart: number;
  /** The moment between the fingers. */
  middle: number;
}

/** What is shown once the fingers are so far apart, with their middle at a place. */
function pinched({ axis, apart, middle }: Pinch, apartNow: number, place: number): Axis {
  const span = ((axis.to - axis.from) * apart) / apartNow;
  const from = middle - (span * place) / 100;
  return { from, to: from + span };
}

/** Ctrl or Cmd and the wheel zoom around the pointer; two fingers zoom, and move what is shown along with them. */
export function useZooming(timeline: Timeline, plane: Plane): void {
  const pinch = useRef<Pinch | null>(null);
  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const around = timeAt(timeline.scale.axis, placeUnder(plane, event));
    const turned = Math.max(-NOTCH, Math.min(NOTCH, event.deltaY));
    timeline.zoom(Math.exp(-turned / 100), around);
  });
  const onTouch = useEffectEvent((event: TouchEvent) => {
    const [one, other, third] = event.touches;
    if (!one || !other || third) {
      const { current } = pinch;
      pinch.current = null;
      if (current) timeline.show(timeline.scale.axis);
      return;
    }
    // The page already scrolls, and cannot be kept from it.
    if (!event.cancelable) return;
    event.preventDefault();
    const place = placeUnder(plane, { clientX: (one.clientX + other.clientX) / 2 });
    const apart = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    const { axis } = timeline.scale;
    pinch.current ??= { axis, apart, middle: timeAt(axis, place) };
    timeline.drag(pinched(pinch.current, apart, place));
  });
  useEffect(() => {
    const card = cardOf(plane);
    const wheel = (event: WheelEvent): void => onWheel(event);
    const touch = (event: TouchEvent): void => onTouch(event);
    const ending = new AbortController();
    const how = { passive: false, signal: ending.signal };
    card?.addEventListener("wheel", wheel, how);
    for (const type of ["touchstart", "touchmove", "touchend", "touchcancel"] as const) {
      card?.addEventListener(type, touch, how);
    }
    return () => ending.abort();
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
      // A second finger zooms.
      setRange(event.isPrimary ? { from: at(event), to: at(event) } : null);
    },
    // The page scrolls instead.
    onPointerCancel: () => setRange(null),
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
