import { ApprovalMark } from "@/components/ui/ApprovalMark";
import { StatusIcon } from "@/components/ui/StatusIcon";
import type { Timeline } from "@/hooks/useTimeline";
import { useZone } from "@/hooks/useZone";
import { isLegible, placeOf, rangeText, ticksOf } from "@/lib/timeline/axis";
import { estimatePlace, marksOf, placedMarks } from "@/lib/timeline/marks";
import type { PlacedMark } from "@/lib/timeline/marks";
import type { Tree } from "@/lib/tree/tree";
import { likelyEnd } from "@/lib/words/usual";
import { Overview } from "./Overview";
import { leaveFocus, percent, spanStyle } from "./place";
import type { Plane } from "./place";
import { useCrosshair, useRange, useZooming } from "./usePointer";
import "./Timeline.css";

interface TimelineHeadProps {
  tree: Tree;
  timeline: Timeline;
  /** Width of the plane, in pixels. */
  width: number;
  plane: Plane;
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
        aria-disabled={!timeline.isZoomed}
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
  const { kind, text, place, isBefore } = mark;
  const [word = "", ...name] = kind === "approval" ? text.split(" ") : [text];
  return (
    <span
      className="timeline-mark"
      data-kind={kind}
      data-before={isBefore || undefined}
      style={{ left: percent(place) }}
    >
      {kind === "approval" && <ApprovalMark />}
      {kind === "failure" && <StatusIcon status="failed" size={13} />}
      <span>
        {word} {name.length > 0 && <strong>{name.join(" ")}</strong>}
      </span>
    </span>
  );
}

type ScaleProps = Pick<TimelineHeadProps, "tree" | "timeline" | "width">;

function Estimate({ timeline, width }: Omit<ScaleProps, "tree">) {
  const zone = useZone();
  const { scale, estimate } = timeline;
  if (estimate === null) return null;
  const text = likelyEnd(estimate, zone);
  const place = estimatePlace(text, estimate, scale, width);
  if (place === null) return null;
  return (
    <span className="timeline-mark" data-kind="estimate" style={{ left: percent(place) }}>
      {text}
    </span>
  );
}

function Marks({ tree, timeline, width }: ScaleProps) {
  const zone = useZone();
  const { axis, now } = timeline.scale;
  return placedMarks(marksOf(tree, now, zone, timeline.isPast), axis, width).map((mark) => (
    <MarkLabel key={`${mark.kind} ${String(mark.at)}`} mark={mark} />
  ));
}

/** What is shown of time, with its marks and ticks. Dragging over it shows that part alone. */
export function TimelineHead({ tree, timeline, width, plane }: TimelineHeadProps) {
  const zone = useZone();
  const { axis } = timeline.scale;
  const { range, ...handlers } = useRange(timeline, plane);
  useZooming(timeline, plane);
  const crosshair = useCrosshair(timeline, plane);
  const ticks = ticksOf(axis, width, zone).filter((tick) => isLegible(axis, tick, width));
  return (
    <>
      {timeline.isZoomed && <Overview tree={tree} timeline={timeline} />}
      <div ref={leaveFocus} className="timeline-head">
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
        <div ref={plane} className="timeline-scale" aria-hidden="true" {...handlers}>
          <Marks tree={tree} timeline={timeline} width={width} />
          <Estimate timeline={timeline} width={width} />
          {ticks.map(({ at, text }) => (
            <span key={at} className="timeline-tick" style={{ left: percent(placeOf(axis, at)) }}>
              {text}
            </span>
          ))}
          <span ref={crosshair} className="timeline-crosshair-time screen-only" />
          {range && (
            <span
              className="timeline-drag"
              style={spanStyle({
                left: Math.min(range.from, range.to),
                width: Math.abs(range.to - range.from),
              })}
            />
          )}
        </div>
      </div>
    </>
  );
}
