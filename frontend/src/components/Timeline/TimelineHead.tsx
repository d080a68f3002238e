import { useEffect, useEffectEvent, useState } from "react";
import type { PointerEvent, RefObject } from "react";
import { ApprovalMark } from "@/components/ui/ApprovalMark";
import { StatusIcon } from "@/components/ui/StatusIcon";
import type { Timeline } from "@/hooks/useTimeline";
import { useZone } from "@/hooks/useZone";
import { isLegible, placeOf, rangeText, ticksOf } from "@/lib/timeline/axis";
import { marksOf, placedMarks } from "@/lib/timeline/marks";
import type { PlacedMark } from "@/lib/timeline/marks";
import type { Tree } from "@/lib/tree/tree";
import "./Timeline.css";

interface TimelineHeadProps {
  tree: Tree;
  timeline: Timeline;
  /** Width of the plane, in pixels. */
  width: number;
  planeRef: RefObject<HTMLDivElement | null>;
}

export function percent(value: number): string {
  return `${value.toFixed(3)}%`;
}

function Zoom({ timeline }: { timeline: Timeline }) {
  return (
    <span className="timeline-zoom screen-only" role="group" aria-label="Zoom">
      <button type="button" aria-label="Show more of time" onClick={() => timeline.zoom(0.5)}>
        −
      </button>
      <button
        type="button"
        data-fit=""
        disabled={!timeline.isZoomed}
        onClick={() => timeline.show(null)}
      >
        Fit
      </button>
      <button type="button" aria-label="Show less of time" onClick={() => timeline.zoom(2)}>
        +
      </button>
    </span>
  );
}

function MarkLabel({ mark }: { mark: PlacedMark }) {
  const { kind, text, place } = mark;
  return (
    <span className="timeline-mark" data-kind={kind} style={{ left: percent(place) }}>
      {kind === "approval" && <ApprovalMark />}
      {kind === "failure" && <StatusIcon status="failed" size={13} />}
      {text}
    </span>
  );
}

/** From where to where a pointer is dragged, in percent of the plane. */
interface Drag {
  from: number;
  to: number;
}

function useDrag(timeline: Timeline, plane: RefObject<HTMLDivElement | null>) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const at = (event: { clientX: number }): number => {
    const box = plane.current?.getBoundingClientRect();
    return box ? Math.min(100, Math.max(0, (100 * (event.clientX - box.left)) / box.width)) : 0;
  };
  const timeAt = (place: number): number =>
    timeline.axis.from + ((timeline.axis.to - timeline.axis.from) * place) / 100;
  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    timeline.zoom(event.deltaY < 0 ? 1.25 : 0.8, timeAt(at(event)));
  });
  useEffect(() => {
    const card = plane.current?.closest<HTMLElement>(".timeline");
    const listener = (event: WheelEvent): void => onWheel(event);
    card?.addEventListener("wheel", listener, { passive: false });
    return () => card?.removeEventListener("wheel", listener);
  }, [plane]);
  return {
    drag,
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ from: at(event), to: at(event) });
    },
    onPointerMove: (event: PointerEvent) => drag && setDrag({ ...drag, to: at(event) }),
    onPointerUp: () => {
      setDrag(null);
      if (!drag || Math.abs(drag.to - drag.from) < 1) return;
      const [from = 0, to = 0] = [drag.from, drag.to].toSorted((a, b) => a - b);
      timeline.show({ from: timeAt(from), to: timeAt(to) });
    },
  };
}

/** What is shown of time, with its marks and ticks. Dragging over it shows that part alone. */
export function TimelineHead({ tree, timeline, width, planeRef }: TimelineHeadProps) {
  const zone = useZone();
  const { axis, now } = timeline;
  const { drag, ...handlers } = useDrag(timeline, planeRef);
  const marks = placedMarks(marksOf(tree, now, zone), axis, width);
  const ticks = ticksOf(axis, width, zone).filter((tick) => isLegible(axis, tick, width));
  return (
    <div className="timeline-head">
      <div className="timeline-columns">
        <span className="timeline-range">{rangeText(axis, zone)}</span>
        <Zoom timeline={timeline} />
        <span className="timeline-name" aria-hidden="true">
          Name
        </span>
        <span className="timeline-status" aria-hidden="true">
          Status
        </span>
        <span className="timeline-took" aria-hidden="true">
          Took
        </span>
      </div>
      <div ref={planeRef} className="timeline-scale" aria-hidden="true" {...handlers}>
        {marks.map((mark) => (
          <MarkLabel key={`${mark.kind} ${String(mark.at)}`} mark={mark} />
        ))}
        {ticks.map(({ at, text }) => (
          <span key={at} className="timeline-tick" style={{ left: percent(placeOf(axis, at)) }}>
            {text}
          </span>
        ))}
        {drag && (
          <span
            className="timeline-drag"
            style={{
              left: percent(Math.min(drag.from, drag.to)),
              width: percent(Math.abs(drag.to - drag.from)),
            }}
          />
        )}
      </div>
    </div>
  );
}
