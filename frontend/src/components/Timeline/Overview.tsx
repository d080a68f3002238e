import { useRef } from "react";
import type { KeyboardEvent, PointerEvent } from "react";
import type { Timeline } from "@/hooks/useTimeline";
import { useZone } from "@/hooks/useZone";
import { dragged, placeOf, placed, rangeText } from "@/lib/timeline/axis";
import type { Axis, Grip, Scale } from "@/lib/timeline/axis";
import { segmentsOf } from "@/lib/timeline/lane";
import type { Tree } from "@/lib/tree/tree";
import { leaveFocus, percent, placeUnder, spanStyle } from "./place";

/** Waves share lines when there are more: one begins when another ends. */
const LINES = 6;

interface OverviewProps {
  tree: Tree;
  timeline: Timeline;
}

function WaveBars({ tree, scale }: { tree: Tree; scale: Scale }) {
  const all = { ...scale, axis: scale.whole };
  return tree.root.children.flatMap((wave, index) =>
    segmentsOf(tree, wave, scale.now).map((segment) => {
      const span = placed(all, segment);
      return (
        span && (
          <span
            key={`${wave.path} ${String(segment.from)}`}
            className="timeline-wave"
            data-status={segment.status}
            style={{ ...spanStyle(span), top: `${String((1 + (index % LINES)) / 4)}rem` }}
          />
        )
      );
    }),
  );
}

function gripOf({ target }: PointerEvent): Grip | null {
  const grip = target instanceof HTMLElement ? target.dataset["grip"] : undefined;
  return grip === "from" || grip === "to" || grip === "window" ? grip : null;
}

interface Drag {
  grip: Grip;
  /** Where it was taken hold of, in percent of the strip. */
  at: number;
  axis: Axis;
  /** What was shown before. */
  before: Axis;
}

function useWindowDrag({ scale, drag, show }: Timeline) {
  const strip = useRef<HTMLDivElement>(null);
  const held = useRef<Drag | null>(null);
  const latest = useRef<Axis | null>(null);
  const { axis, whole } = scale;
  const timeOf = (percents: number) => ((whole.to - whole.from) * percents) / 100;
  const move = (next: Axis) => {
    latest.current = next;
    drag(next);
  };
  function onPointerDown(event: PointerEvent<HTMLElement>) {
    if (!event.isPrimary) {
      onPointerCancel();
      return;
    }
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = placeUnder(strip, event);
    const grip = gripOf(event);
    const middle = (placeOf(whole, axis.from) + placeOf(whole, axis.to)) / 2;
    latest.current = null;
    // A press beside the window brings it there.
    const start = grip === null ? dragged(whole, axis, "window", timeOf(at - middle)) : axis;
    if (grip === null) move(start);
    held.current = { grip: grip ?? "window", at, axis: start, before: axis };
  }
  function onPointerMove(event: PointerEvent) {
    if (held.current === null) return;
    const { grip, at, axis: start } = held.current;
    move(dragged(whole, start, grip, timeOf(placeUnder(strip, event) - at)));
  }
  function onPointerUp() {
    held.current = null;
    if (latest.current) show(latest.current);
  }
  /** A second finger zooms what was shown before the first, and a page that scrolls keeps it. */
  function onPointerCancel() {
    if (held.current && latest.current) drag(held.current.before);
    held.current = null;
    latest.current = null;
  }
  return { strip, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel } };
}

/** Of the window, in percent of the way it can go. */
function positionOf({ axis, whole }: Scale): number {
  const way = whole.to - whole.from - (axis.to - axis.from);
  return way <= 0 ? 0 : Math.round((100 * (axis.from - whole.from)) / way);
}

function onWindowKey(event: KeyboardEvent, { pan }: Timeline) {
  const parts: Record<string, number> = {
    ArrowLeft: -0.1,
    ArrowDown: -0.1,
    ArrowRight: 0.1,
    ArrowUp: 0.1,
    PageDown: -1,
    PageUp: 1,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const part = parts[event.key];
  if (part === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  pan(part);
}

/** All of time while a part of it is shown, as a window to drag, by its middle or its edges. */
export function Overview({ tree, timeline }: OverviewProps) {
  const zone = useZone();
  const { strip, handlers } = useWindowDrag(timeline);
  const { axis, whole, now } = timeline.scale;
  const span = placed({ ...timeline.scale, axis: whole }, axis);
  return (
    <div ref={leaveFocus} className="timeline-overview screen-only">
      <span className="timeline-range">{`All, ${rangeText(whole, zone)}`}</span>
      <div ref={strip} className="timeline-strip" {...handlers}>
        <WaveBars tree={tree} scale={timeline.scale} />
        {now < whole.to && (
          <span className="timeline-strip-now" style={{ left: percent(placeOf(whole, now)) }} />
        )}
        <div
          role="slider"
          tabIndex={0}
          className="timeline-window"
          data-grip="window"
          aria-label="Shown part of time"
          aria-valuenow={positionOf(timeline.scale)}
          aria-valuetext={rangeText(axis, zone)}
          style={span ? spanStyle(span) : undefined}
          onKeyDown={(event) => onWindowKey(event, timeline)}
        >
          <span data-grip="from" />
          <span data-grip="to" />
        </div>
      </div>
    </div>
  );
}
