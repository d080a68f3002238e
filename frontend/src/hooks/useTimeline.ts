import { useCallback, useMemo, useState } from "react";
import { panned, wholeAxis, within, zoomed } from "@/lib/timeline/axis";
import type { Axis, Scale } from "@/lib/timeline/axis";
import type { Past } from "@/lib/tree/rowView";
import type { Tree } from "@/lib/tree/tree";
import { millis } from "@/lib/words/told";
import type { Usual, UsualRange } from "@/types/entities";
import { useKeys } from "./useKeys";
import { useSteppedNow } from "./useNow";
import { usePrinting } from "./usePrinting";
import { useReleaseUrl } from "./useReleaseUrl";
import { useStops } from "./useStops";
import type { Stop } from "./useStops";

/** The time that is shown, and the ways to show another part of it. */
export interface Timeline {
  readonly scale: Scale;
  readonly isZoomed: boolean;
  /** What is shown was read at the scale's `now`, and nothing since. */
  readonly isPast: boolean;
  /** What is usual for a wave, by its path. */
  readonly usual: ReadonlyMap<string, UsualRange>;
  /** Between which moments the release is likely to end. */
  readonly estimate: Axis | null;
  /** The segment that the keyboard is at. */
  readonly stop: Stop | null;
  zoom: (factor: number, around?: number) => void;
  pan: (part: number) => void;
  /** Shows this part of time; null is all of it. */
  show: (axis: Axis | null) => void;
  /** Shows it while something is dragged; the address follows with `show`. */
  drag: (axis: Axis) => void;
  /** Goes to the next or previous segment of the active row. */
  step: (by: 1 | -1) => void;
}

/** As often as is read: between two reads nothing is known to have moved. */
const STEP = 2000;

const NONE: ReadonlyMap<string, UsualRange> = new Map();

/** The middle of the row that is looked at, else of the view. */
function middleOf(tree: Tree, active: string | null, { axis, now }: Scale): number {
  const row = active === null ? undefined : tree.rowOf.get(active);
  const from = row?.started ?? null;
  return from === null ? (axis.from + axis.to) / 2 : (from + (row?.ended ?? now)) / 2;
}

function usualWaves(tree: Tree, usual: Usual | undefined): ReadonlyMap<string, UsualRange> {
  const told = tree.root.children.flatMap(({ path }, index) => {
    const range = usual?.waves[index]?.usual;
    return range ? [[path, range] as const] : [];
  });
  return told.length === 0 ? NONE : new Map(told);
}

function estimateOf(tree: Tree, usual: Usual | undefined): Axis | null {
  const from = millis(usual?.ends_after);
  const to = millis(usual?.ends_before);
  return tree.root.ended !== null || from === null || to === null ? null : { from, to };
}

/** The view of the address, or the one that is dragged until the address has it. */
function useView(url: Axis | null) {
  const [dragged, setDragged] = useState<{ axis: Axis; over: Axis | null } | null>(null);
  const drag = useCallback((axis: Axis) => setDragged({ axis, over: url }), [url]);
  return { wanted: dragged !== null && dragged.over === url ? dragged.axis : url, drag };
}

/** All but a millisecond, which is what the address leaves out. */
function isAll(whole: Axis, { from, to }: Axis): boolean {
  return to - from >= whole.to - whole.from - 1;
}

function useTimelineKeys(timeline: Timeline, isOn: boolean): void {
  const keys = {
    "+": () => timeline.zoom(2),
    "-": () => timeline.zoom(0.5),
    "0": () => timeline.show(null),
    "[": () => timeline.pan(-0.25),
    "]": () => timeline.pan(0.25),
  };
  useKeys(isOn ? keys : {});
}

/** The timeline of the page as its address says; null while the tree is shown. */
export function useTimeline(
  tree: Tree,
  active: string | null,
  past: Past | null,
  usual: Usual | undefined,
): Timeline | null {
  const [url, change] = useReleaseUrl();
  const ticking = useSteppedNow(STEP, url.isTimeline && past === null);
  const now = past?.readAt ?? ticking;
  const isPrinting = usePrinting();
  const known = past ? undefined : usual;
  const waves = useMemo(() => usualWaves(tree, known), [tree, known]);
  const estimate = useMemo(() => estimateOf(tree, known), [tree, known]);
  const whole = useMemo(() => wholeAxis(tree, now, estimate), [tree, now, estimate]);
  const { wanted, drag } = useView(url.zoom);
  const scale = useMemo(() => {
    const isWhole = wanted === null || isPrinting || isAll(whole, wanted);
    const axis = isWhole ? whole : within(whole, wanted);
    return { axis, whole, now };
  }, [wanted, isPrinting, whole, now]);
  const { axis } = scale;
  const stops = useStops(tree, active, now);

  const set = (next: Axis) => change({ zoom: isAll(whole, next) ? null : within(whole, next) });
  const timeline: Timeline = {
    scale,
    isZoomed: axis !== whole,
    isPast: past !== null,
    usual: waves,
    estimate,
    stop: stops.stop,
    zoom: (factor, around) =>
      set(zoomed(whole, axis, factor, around ?? middleOf(tree, active, scale))),
    pan: (part) => set(panned(whole, axis, part)),
    show: (part) => (part === null ? change({ zoom: null }) : set(part)),
    drag,
    step: (by) => {
      const segment = stops.step(by);
      if (!segment || (segment.to > axis.from && segment.from < axis.to)) return;
      const half = (axis.to - axis.from) / 2;
      set({ from: segment.from - half, to: segment.from + half });
    },
  };
  useTimelineKeys(timeline, url.isTimeline);
  useKeys({ t: () => change({ isTimeline: !url.isTimeline }) });
  return url.isTimeline ? timeline : null;
}
