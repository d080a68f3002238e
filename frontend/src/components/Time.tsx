import { useNow } from "@/hooks/useNow";
import { useZone } from "@/hooks/useZone";
import {
  formatChanged,
  formatClock,
  formatDuration,
  formatEnd,
  formatIso,
  formatMoment,
  formatNearDay,
} from "@/lib/words/time";

interface MomentProps {
  time: number | undefined;
  seconds?: boolean;
}

/** "11:38", "Mon 16:22"; the exact moment on hover. A dash where there is none. */
export function Moment({ time, seconds = false }: MomentProps) {
  const now = useNow();
  const zone = useZone();
  if (time === undefined) return <>–</>;
  return (
    <time translate="no" dateTime={formatIso(time)} title={formatIso(time)}>
      {formatMoment(time, now, zone, seconds)}
    </time>
  );
}

interface EndProps {
  time: number;
  begun: number | undefined;
}

/** "13:57" of what began on that day, else "Tue 01:12". */
export function End({ time, begun }: EndProps) {
  const now = useNow();
  const zone = useZone();
  return (
    <time translate="no" dateTime={formatIso(time)} title={formatIso(time)}>
      {formatEnd(time, begun, now, zone)}
    </time>
  );
}

/** "Today", "Wed 18 Nov"; the exact moment on hover. */
export function Day({ time }: { time: number }) {
  const now = useNow();
  const zone = useZone();
  return (
    <time translate="no" dateTime={formatIso(time)} title={formatIso(time)}>
      {formatNearDay(time, now, zone)}
    </time>
  );
}

/** "13:24", of a day that is said beside it. */
export function Clock({ time }: { time: number }) {
  const zone = useZone();
  return (
    <time translate="no" dateTime={formatIso(time)} title={formatIso(time)}>
      {formatClock(time, zone, false)}
    </time>
  );
}

interface ChangedProps {
  time: number | undefined;
  /** Time of the last read during an outage: no age counts on. */
  asOf?: number | undefined;
}

/** "1 s ago", "11:47", "18 h ago". */
export function Changed({ time, asOf }: ChangedProps) {
  const now = useNow();
  const zone = useZone();
  if (time === undefined) return <>–</>;
  return (
    <time translate="no" dateTime={formatIso(time)} title={formatIso(time)}>
      {formatChanged(time, now, zone, asOf)}
    </time>
  );
}

interface ElapsedProps {
  from: number | undefined;
  /** Absent while it is still running. */
  to?: number | undefined;
}

/** "26 min", counting on while there is no end. */
export function Elapsed({ from, to }: ElapsedProps) {
  const now = useNow();
  if (from === undefined) return <>–</>;
  return <>{formatDuration((to ?? now) - from)}</>;
}
