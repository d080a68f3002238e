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
const ROOM_AFTER_ESTIMATE = 0.012;
/** Half the width of a tick's text, in pixels. */
const TICK_HALF = 28;

/** The part of time that is shown, all of it, and up to when anything is known. */
export interface Scale {
  readonly axis: Axis;
  readonly whole: Axis;
  readonly now: number;
}

function earliest(tree: Tree): number | null {
  const times = [tree.root, ...tree.root.children].flatMap(({ started }) => started ?? []);
  return times.length > 0 ? Math.min(...times) : null;
}

/**
 * From the begin of the release to a little after now, after the estimate of its end, or after its end. Clocks differ:
 * what is told to be outside is cut there.
 */
export function wholeAxis(tree: Tree, now: number, estimate: Axis | null = null): Axis {
  const { ended } = tree.root;
  const from = earliest(tree) ?? (ended ?? now) - MINUTE;
  const span = Math.max((ended ?? now) - from, LEAST_SPAN);
  const after = span * (1 + (ended === null ? ROOM_AFTER_NOW : ROOM_AFTER_END));
  const likely = estimate === null ? 0 : (estimate.to - from) * (1 + ROOM_AFTER_ESTIMATE);
  return { from: from - span * ROOM_BEFORE, to: from + Math.max(after, likely) };
}

/** Where a moment stands, in percent of the axis: below 0 and above 100 where it is not shown. */
export function placeOf({ from, to }: Axis, time: number): number {
  return (100 * (time - from)) / (to - from);
}

/** What moment stands at so many percent of the axis. */
export function timeAt({ from, to }: Axis, place: number): number {
  return from + ((to - from) * place) / 100;
}

/** Where a span of time is drawn, in percent: cut at the ends of the whole, and half a view beyond what is shown. */
export function placed({ axis, whole }: Scale, { from, to }: Axis) {
  const half = (axis.to - axis.from) / 2;
  const start = Math.max(from, whole.from, axis.from - half);
  const end = Math.min(to, whole.to, axis.to + half);
  if (end < start) return null;
  const left = placeOf(axis, start);
  return { left, width: placeOf(axis, end) - left };
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
  const span = whole.to - whole.from;
  const by = Math.min(span, Math.max(-span, (view.to - view.from) * part));
  return within(whole, { from: view.from + by, to: view.to + by });
}

/** What of the window over the whole is dragged: one of its ends, or all of it. */
export type Grip = "from" | "to" | "window";

/** The view after its window was dragged by so many ms. */
export function dragged(whole: Axis, view: Axis, grip: Grip, by: number): Axis {
  const { from, to } = view;
  if (grip === "window") return within(whole, { from: from + by, to: to + by });
  return grip === "from"
    ? { from: Math.max(whole.from, Math.min(from + by, to - LEAST_SPAN)), to }
    : { from, to: Math.min(whole.to, Math.max(to + by, from + LEAST_SPAN)) };
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
  const offsetAt = (time: number) =>
    zone === "utc" ? 0 : -new Date(time).getTimezoneOffset() * MINUTE;
  const ticks: Tick[] = [];
  let before = axis.from;
  let offset = offsetAt(before);
  // By the clock on the wall, which may go forward or back meanwhile.
  for (let wall = Math.ceil((before + offset) / step) * step; ; wall += step) {
    const at = wall - offsetAt(wall - offset);
    if (at >= axis.to) return ticks;
    // An hour that is left out has no ticks.
    if (at + offsetAt(at) !== wall) continue;
    const isSameDay = Math.floor(wall / DAY) === Math.floor((before + offset) / DAY);
    offset = wall - at;
    const text = isSameDay
      ? formatClock(at, zone, step < MINUTE)
      : formatMoment(at, axis.from, zone, step < MINUTE);
    ticks.push({ at, text });
    before = at;
  }
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
