import { placeOf } from "@/lib/timeline/axis";
import type { Axis } from "@/lib/timeline/axis";
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
  /** In percent of the axis. */
  readonly place: number;
  /** The text that there is room for. */
  readonly text: string;
}

const LETTER = 6.4;
const ICON = 20;
const GAP = 8;

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

function end(tree: Tree, now: number, zone: Zone): Mark {
  const { ended } = tree.root;
  return ended === null
    ? { kind: "now", at: now, texts: [formatClock(now, zone, false)] }
    : { kind: "ended", at: ended, texts: [`Ended ${formatClock(ended, zone, false)}`] };
}

export function marksOf(tree: Tree, now: number, zone: Zone): Mark[] {
  return [...approvals(tree), ...firstFailure(tree), end(tree, now, zone)].toSorted(
    (a, b) => a.at - b.at,
  );
}

function widthOf(mark: Mark, text: string): number {
  const icon = mark.kind === "approval" || mark.kind === "failure" ? ICON : 0;
  return icon + text.length * LETTER;
}

/** The marks in view, each with as many words as fit before the next one: the end keeps its own. */
export function placedMarks(marks: readonly Mark[], axis: Axis, width: number): PlacedMark[] {
  const shown = marks.filter(({ at }) => at >= axis.from && at <= axis.to);
  const px = (mark: Mark) => (placeOf(axis, mark.at) * width) / 100;
  return shown.map((mark, index) => {
    const next = shown[index + 1];
    const half =
      next && next.texts.length === 1 ? widthOf(next, next.texts[0] ?? "") / 2 : ICON / 2;
    const room = (next ? px(next) - half : width) - px(mark) + ICON / 2 - GAP;
    const text = mark.texts.find((each) => widthOf(mark, each) <= room) ?? mark.texts.at(-1) ?? "";
    return { ...mark, place: placeOf(axis, mark.at), text };
  });
}

export interface Room {
  readonly start: number;
  readonly end: number;
  readonly now: number;
  readonly width: number;
}

/** Where a note stands: right of the bar, left of it where the right would cross now, else nowhere. */
export function noteSide(
  text: string,
  { start, end: stop, now, width }: Room,
): "right" | "left" | null {
  const needed = text.length * LETTER + GAP;
  const edge = stop < now - 1 ? now : width;
  if (stop < now - 1 && stop + needed <= edge) return "right";
  if (start - needed >= 0) return "left";
  return stop + needed <= width && stop >= now - 1 ? "right" : null;
}
