import type { Tree } from "@/lib/tree/tree";
import { formatClock, formatMoment } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";

/** What part of time is shown, in ms. */
export interface Axis {
  readonly from: number;
  readonly to: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 6, 12, 24].map((count) => count * HOUR),
];
const DAY = 24 * HOUR;
const LEAST_SPAN = 10 * SECOND;
const LEAST_TICK_GAP = 64;
const ROOM_AFTER_NOW = 0.08;
const ROOM_AFTER_END = 0.04;
const ROOM_BEFORE = 0.012;
/** Half the width of a tick's text, in pixels. */
const TICK_HALF = 28;

function earliest(tree: Tree): number | null {
  const times = [tree.root, ...tree.root.children].flatMap(({ started }) => started ?? []);
  return times.length > 0 ? Math.min(...times) : null;
}

/** From the begin of the release to a little after now, or after its end. */
export function wholeAxis(tree: Tree, now: number): Axis {
  const end = tree.root.ended ?? now;
  const from = earliest(tree) ?? end - MINUTE;
  const span = Math.max(end - from, LEAST_SPAN);
  const room = tree.root.ended === null ? ROOM_AFTER_NOW : ROOM_AFTER_END;
  return { from: from - span * ROOM_BEFORE, to: from + span * (1 + room) };
}

/** Where a moment stands, in percent of the axis: below 0 and above 100 where it is not shown. */
export function placeOf({ from, to }: Axis, time: number): number {
  return (100 * (time - from)) / (to - from);
}

/** A part of the whole: never beyond it, and never too short to be read. */
export function within(whole: Axis, { from, to }: Axis): Axis {
  const most = whole.to - whole.from;
  const span = Math.min(most, Math.max(LEAST_SPAN, to - from));
  const start = Math.min(Math.max(from, whole.from), whole.to - span);
  return { from: start, to: start + span };
}

/** `factor` above 1 shows less of time; `around` keeps its place. */
export function zoomed(whole: Axis, view: Axis, factor: number, around: number): Axis {
  return within(whole, {
    from: around - (around - view.from) / factor,
    to: around + (view.to - around) / factor,
  });
}

/** Moves by a part of what is shown. */
export function panned(whole: Axis, view: Axis, part: number): Axis {
  const by = (view.to - view.from) * part;
  return within(whole, { from: view.from + by, to: view.to + by });
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** The first step that leaves room between two ticks; whole days where there are many. */
function stepOf(axis: Axis, width: number): number {
  const least = ((axis.to - axis.from) * LEAST_TICK_GAP) / Math.max(width, 1);
  return STEPS.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY;
}

/** Round moments of the page's time zone. Another day is named at its first tick. */
export function ticksOf(axis: Axis, width: number, zone: Zone): Tick[] {
  if (width <= 0) return [];
  const step = stepOf(axis, width);
  const offset = zone === "utc" ? 0 : -new Date(axis.from).getTimezoneOffset() * MINUTE;
  const ticks: Tick[] = [];
  let before = axis.from;
  for (let at = Math.ceil((axis.from + offset) / step) * step - offset; at < axis.to; at += step) {
    const isSameDay = Math.floor((at + offset) / DAY) === Math.floor((before + offset) / DAY);
    const text = isSameDay
      ? formatClock(at, zone, step < MINUTE)
      : formatMoment(at, axis.from, zone, step < MINUTE);
    ticks.push({ at, text });
    before = at;
  }
  return ticks;
}

/** Whether the text of a tick fits into the axis. */
export function isLegible(axis: Axis, { at }: Tick, width: number): boolean {
  const middle = (placeOf(axis, at) * width) / 100;
  return middle >= TICK_HALF && middle <= width - TICK_HALF;
}

/** "11:38 to 12:04" */
export function rangeText({ from, to }: Axis, zone: Zone): string {
  const hasSeconds = to - from < 5 * MINUTE;
  return `${formatClock(from, zone, hasSeconds)} to ${formatMoment(to, from, zone, hasSeconds)}`;
}
