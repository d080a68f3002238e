import { placeOf } from "@/lib/timeline/axis";
import type { Axis, Scale } from "@/lib/timeline/axis";
import type { Tree } from "@/lib/tree/tree";
import { formatClock } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";
import { millis } from "@/lib/words/told";

export type MarkKind = "now" | "ended" | "approval" | "failure";

/** A moment of the whole release, named in the head and drawn through the rows. */
export interface Mark {
  readonly kind: MarkKind;
  readonly at: number;
  /** From the longest to the shortest; the last may be empty, which leaves the icon. */
  readonly texts: readonly string[];
}

export interface PlacedMark extends Mark {
  /** In percent of the plane: at its moment, but for what would go beyond. */
  readonly place: number;
  /** The text that there is room for. */
  readonly text: string;
  /** It stands before the icon, where there is more room. */
  readonly isBefore: boolean;
}

const LETTER = 6.4;
const ICON = 20;
const GAP = 8;
/** Of the tag that says now, with the gap after it. */
const NOW_HALF = 30;

function approvals(tree: Tree): Mark[] {
  return tree.approvals.flatMap(({ at, who }) => {
    const time = millis(at);
    const texts = who ? [`Approved ${who}`, "Approved", ""] : ["Approved", ""];
    return time === null ? [] : [{ kind: "approval", at: time, texts } as const];
  });
}

function firstFailure(tree: Tree): Mark[] {
  const times = tree.problems.flatMap(({ kind, since }) =>
    kind === "failed" ? (millis(since) ?? []) : [],
  );
  if (times.length === 0) return [];
  return [{ kind: "failure", at: Math.min(...times), texts: ["First failure", "Failure", ""] }];
}

/** When it ended; else now, or when it was last read. */
function end(tree: Tree, now: number, zone: Zone, isPast: boolean): Mark {
  const { ended } = tree.root;
  const text = isPast ? `as of ${formatClock(now, zone)}` : formatClock(now, zone, false);
  return ended === null
    ? { kind: "now", at: now, texts: [text] }
    : { kind: "ended", at: ended, texts: [`Ended ${formatClock(ended, zone, false)}`] };
}

export function marksOf(tree: Tree, now: number, zone: Zone, isPast = false): Mark[] {
  return [...approvals(tree), ...firstFailure(tree), end(tree, now, zone, isPast)].toSorted(
    (a, b) => a.at - b.at,
  );
}

function isEnd({ kind }: Mark): boolean {
  return kind === "now" || kind === "ended";
}

function widthOf(mark: Mark, text: string): number {
  const icon = isEnd(mark) ? 0 : ICON;
  return icon + text.length * LETTER;
}

/** How far it goes to the left and to the right of where it stands, as long as it need not make room. */
function reachOf(mark: Mark): [left: number, right: number] {
  const whole = widthOf(mark, mark.texts[0] ?? "");
  if (mark.kind === "now") return [whole / 2, whole / 2];
  return mark.kind === "ended" ? [0, whole] : [ICON / 2, ICON / 2];
}

/**
 * The marks in view, each with as many words as fit before the next one: the end keeps its own, and nothing goes beyond
 * the plane. What is too near to the next of its kind is counted there; else the line through the rows has to do.
 */
export function placedMarks(marks: readonly Mark[], axis: Axis, width: number): PlacedMark[] {
  const px = (mark: Mark) => {
    const [left, right] = reachOf(mark);
    return Math.max(left, Math.min((placeOf(axis, mark.at) * width) / 100, width - right));
  };
  const roomOf = (mark: Mark, next: Mark | undefined) =>
    (next ? px(next) - reachOf(next)[0] : width) - px(mark) + ICON / 2 - GAP;
  const shown: Mark[] = [];
  if (width <= 0) return [];
  let count = 1;
  for (const mark of marks.filter(({ at }) => at >= axis.from && at <= axis.to).toReversed()) {
    const [next] = shown;
    if (isEnd(mark) || roomOf(mark, next) >= ICON) {
      shown.unshift(mark);
      count = 1;
    } else if (next?.kind === mark.kind) {
      count += 1;
      shown[0] = { ...next, texts: [`Approvals ${String(count)}`, String(count), ""] };
    }
  }
  let taken = 0;
  return shown.map((mark, index) => {
    const room = roomOf(mark, shown[index + 1]);
    const place = (100 * px(mark)) / width;
    const whole = mark.texts[0] ?? "";
    const before = px(mark) + ICON / 2 - widthOf(mark, whole);
    const isBefore = mark.kind === "failure" && widthOf(mark, whole) > room && before > taken;
    const fitting = mark.texts.find((each) => widthOf(mark, each) <= room);
    const text = isBefore ? whole : (fitting ?? whole);
    taken = px(mark) + GAP + (isBefore ? ICON / 2 : widthOf(mark, text) - ICON / 2);
    return { ...mark, place, text, isBefore };
  });
}

/** Of the middle of the estimate's words over their span, in percent; null without room for them after now. */
export function estimatePlace(
  text: string,
  estimate: Axis,
  { axis, now }: Scale,
  width: number,
): number | null {
  const px = (time: number) => (placeOf(axis, time) * width) / 100;
  const half = (text.length * LETTER) / 2;
  const middle = Math.min((px(estimate.from) + px(estimate.to)) / 2, width - half);
  return middle - half > px(now) + NOW_HALF ? (100 * middle) / width : null;
}

export interface Room {
  readonly start: number;
  readonly end: number;
  readonly now: number;
  readonly width: number;
}

/**
 * Where a note stands: right of the bar, left of it where the right would cross now, else nowhere. What is said of the
 * time before stands left if there is room.
 */
export function noteSide(
  text: string,
  { start, end: stop, now, width }: Room,
  isBefore = false,
): "right" | "left" | null {
  const needed = text.length * LETTER + GAP;
  const isOver = stop < now - 1;
  const right = stop + needed <= (isOver ? now : width) ? "right" : null;
  const left = start - needed >= 0 ? "left" : null;
  return isOver && !isBefore ? (right ?? left) : (left ?? right);
}
