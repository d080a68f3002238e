import type { Timeline } from "@/hooks/useTimeline";
import { useZone } from "@/hooks/useZone";
import { placeOf, ticksOf } from "@/lib/timeline/axis";
import { marksOf } from "@/lib/timeline/marks";
import type { Tree } from "@/lib/tree/tree";
import { percent } from "./TimelineHead";

interface TimelinePlaneProps {
  tree: Tree;
  timeline: Timeline;
  width: number;
}

/** The lines behind the rows: one plane for all of them. */
export function TimelinePlane({ tree, timeline, width }: TimelinePlaneProps) {
  const zone = useZone();
  const { axis, now } = timeline;
  const marks = marksOf(tree, now, zone).filter(({ at }) => at >= axis.from && at <= axis.to);
  const future = Math.max(0, placeOf(axis, now));
  return (
    <div className="timeline-plane" aria-hidden="true">
      <div className="timeline-lines">
        {tree.root.ended === null && future < 100 && (
          <span className="timeline-future" style={{ left: percent(future) }} />
        )}
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
      </div>
    </div>
  );
}
