import type { CSSProperties } from "react";
import { placeOf, placed } from "@/lib/timeline/axis";
import type { Scale } from "@/lib/timeline/axis";
import type { Lane, Segment } from "@/lib/timeline/lane";
import { noteSide } from "@/lib/timeline/marks";
import type { RowView } from "@/lib/tree/rowView";
import { termOf } from "@/lib/words/status";
import { percent, spanStyle } from "./place";

export interface LaneView {
  readonly lane: Lane;
  readonly scale: Scale;
  /** Of the plane, in pixels. */
  readonly width: number;
}

interface BarProps {
  segment: Segment;
  index: number;
  scale: Scale;
}

function Bar({ segment, index, scale }: BarProps) {
  const { status, isTall, isLeft } = segment;
  const span = placed(scale, segment);
  if (span === null) return null;
  return (
    <span
      className={isLeft ? "timeline-left" : "progress-segment timeline-bar"}
      data-status={status}
      data-tall={isTall || undefined}
      data-segment={index}
      style={spanStyle(span)}
    />
  );
}

function UsualRange({ usual, scale }: { usual: NonNullable<Lane["usual"]>; scale: Scale }) {
  const span = placed(scale, usual);
  if (span === null) return null;
  return <span className="timeline-usual" title={usual.text} style={spanStyle(span)} />;
}

interface PointProps {
  at: number;
  view: RowView;
  scale: Scale;
}

function Point({ at, view, scale }: PointProps) {
  const span = placed(scale, { from: at, to: at });
  if (span === null) return null;
  return (
    <span
      className="timeline-point"
      data-status={view.status}
      style={{ left: percent(span.left) }}
    />
  );
}

/** Beside what it belongs to: the last bar, the point, or now for what has not begun. */
function noteStyle({ lane, scale, width }: LaneView): CSSProperties | null {
  const { note, isAboutWait, segments, point } = lane;
  if (note === null) return null;
  const { axis, now } = scale;
  const px = (time: number) => (placeOf(axis, time) * width) / 100;
  const first = segments[0]?.from ?? point ?? now;
  const drawn = segments.filter(({ isLeft }) => !isLeft);
  const end = drawn.at(-1)?.to ?? point ?? now;
  const room = { start: px(first), end: px(end), now: px(now), width };
  const side = noteSide(note, room, isAboutWait);
  if (side === null) return null;
  return side === "right"
    ? { left: percent(placeOf(axis, end)) }
    : { right: percent(100 - placeOf(axis, first)) };
}

/** What a row says of time: what it is, how long it took, and its bar. */
export function LaneCells({ view, shown }: { view: RowView; shown: LaneView }) {
  const { lane, scale } = shown;
  const tone = termOf(view.status, view.stuck).attention ? view.status : undefined;
  const note = noteStyle(shown);
  return (
    <>
      <span className="tree-status" data-tone={tone}>
        {view.word}
        <span className="tree-figure">{lane.took}</span>
      </span>
      <span className="timeline-took" data-slower={lane.isSlower || undefined}>
        {lane.took ?? "–"}
      </span>
      <span className="timeline-lane" data-level={view.level} data-status={view.status}>
        {lane.segments.map((segment, index) => (
          <Bar
            key={`${segment.status} ${String(segment.from)} ${String(segment.isLeft)}`}
            segment={segment}
            index={index}
            scale={scale}
          />
        ))}
        {lane.usual !== null && <UsualRange usual={lane.usual} scale={scale} />}
        {lane.point !== null && <Point at={lane.point} view={view} scale={scale} />}
        {note !== null && (
          <span className="timeline-note" data-tone={tone} style={note} title={lane.note ?? ""}>
            {lane.note}
          </span>
        )}
      </span>
    </>
  );
}
