import type { Timeline } from "@/hooks/useTimeline";
import { useZone } from "@/hooks/useZone";
import { placeOf, placed, ticksOf } from "@/lib/timeline/axis";
import { marksOf } from "@/lib/timeline/marks";
import type { Tree } from "@/lib/tree/tree";
import { percent, spanStyle } from "./place";

interface TimelinePlaneProps {
  tree: Tree;
  timeline: Timeline;
  width: number;
}

function Future({ tree, timeline }: Omit<TimelinePlaneProps, "width">) {
  const { scale, estimate } = timeline;
  const from = Math.max(0, placeOf(scale.axis, scale.now));
  const band = estimate && placed(scale, estimate);
  if (tree.root.ended !== null || from >= 100) return null;
  return (
    <>
      <span className="timeline-future" style={{ left: percent(from) }} />
      {band && <span className="timeline-estimate" style={spanStyle(band)} />}
    </>
  );
}

/** The lines behind the rows: one plane for all of them. */
export function TimelinePlane({ tree, timeline, width }: TimelinePlaneProps) {
  const zone = useZone();
  const { axis, now } = timeline.scale;
  const marks = marksOf(tree, now, zone).filter(({ at }) => at >= axis.from && at <= axis.to);
  return (
    <div className="timeline-plane" aria-hidden="true">
      <div className="timeline-lines">
        <Future tree={tree} timeline={timeline} />
        {ticksOf(axis, width, zone).map(({ at }) => (
          <span key={at} className="timeline-grid" style={{ left: percent(placeOf(axis, at)) }} />
        ))}
        {marks.map(({ kind, at }) => (
          <span
            key={`${kind} ${String(at)}`}
            className="timeline-line"
            data-kind={kind}
            style={{ left: percent(placeOf(axis, at)) }}
          />
        ))}
        <span className="timeline-crosshair screen-only" />
      </div>
    </div>
  );
}
