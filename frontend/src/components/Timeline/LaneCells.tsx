import type { CSSProperties } from "react";
import type { Timeline } from "@/hooks/useTimeline";
import { placeOf } from "@/lib/timeline/axis";
import type { Axis } from "@/lib/timeline/axis";
import type { Lane, Segment } from "@/lib/timeline/lane";
import { noteSide } from "@/lib/timeline/marks";
import type { RowView } from "@/lib/tree/rowView";
import { termOf } from "@/lib/words/status";
import { formatDurationExact } from "@/lib/words/time";
import { percent } from "./TimelineHead";

export interface LaneView {
  readonly lane: Lane;
  readonly timeline: Timeline;
  readonly width: number;
}

/** Half a view beyond each edge is drawn, so that panning shows no gap. */
function isNear({ from, to }: Segment, axis: Axis): boolean {
  const half = (axis.to - axis.from) / 2;
  return to >= axis.from - half && from <= axis.to + half;
}

function Bar({ segment, axis }: { segment: Segment; axis: Axis }) {
  const { from, to, status, isTall, isLeft } = segment;
  const left = Math.max(placeOf(axis, from), -50);
  const right = Math.min(placeOf(axis, to), 150);
  return (
    <span
      className={isLeft ? "timeline-left" : "progress-segment timeline-bar"}
      data-status={status}
      data-tall={isTall || undefined}
      title={isLeft ? "Failed, and not run again" : formatDurationExact(to - from)}
      style={{ left: percent(left), width: percent(right - left) }}
    />
  );
}

/** Beside what it belongs to: the last bar, the point, or now for what has not begun. */
function noteStyle({ lane, timeline, width }: LaneView): CSSProperties | null {
  const { note, segments, point } = lane;
  if (note === null) return null;
  const px = (time: number) => (placeOf(timeline.axis, time) * width) / 100;
  const first = segments[0]?.from ?? point ?? timeline.now;
  const drawn = segments.filter(({ isLeft }) => !isLeft);
  const end = drawn.at(-1)?.to ?? point ?? timeline.now;
  const side = noteSide(note, { start: px(first), end: px(end), now: px(timeline.now), width });
  if (side === null) return null;
  return side === "right"
    ? { left: percent(placeOf(timeline.axis, end)) }
    : { right: percent(100 - placeOf(timeline.axis, first)) };
}

/** What a row says of time: what it is, how long it took, and its bar. */
export function LaneCells({ view, shown }: { view: RowView; shown: LaneView }) {
  const { lane, timeline } = shown;
  const { axis } = timeline;
  const tone = termOf(view.status, view.stuck).attention ? view.status : undefined;
  const note = noteStyle(shown);
  return (
    <>
      <span className="tree-status" data-tone={tone}>
        {view.word}
        <span className="tree-figure">{lane.took}</span>
      </span>
      <span className="timeline-took" data-open={view.status === "running" || undefined}>
        {lane.took ?? "–"}
      </span>
      <span className="timeline-lane" data-level={view.level} data-status={view.status}>
        {lane.segments
          .filter((segment) => isNear(segment, axis))
          .map((segment) => (
            <Bar key={`${segment.status} ${String(segment.from)}`} segment={segment} axis={axis} />
          ))}
        {lane.usual !== null && (
          <span
            className="timeline-usual"
            title={lane.usual.text}
            style={{
              left: percent(placeOf(axis, lane.usual.from)),
              width: percent(placeOf(axis, lane.usual.to) - placeOf(axis, lane.usual.from)),
            }}
          />
        )}
        {lane.point !== null && (
          <span
            className="timeline-point"
            data-status={view.status}
            style={{ left: percent(placeOf(axis, lane.point)) }}
          />
        )}
        {note !== null && (
          <span className="timeline-note" data-tone={tone} style={note} title={lane.note ?? ""}>
            {lane.note}
          </span>
        )}
      </span>
    </>
  );
}
