import { useCallback, useMemo } from "react";
import { panned, wholeAxis, within, zoomed } from "@/lib/timeline/axis";
import type { Axis } from "@/lib/timeline/axis";
import type { Past } from "@/lib/tree/rowView";
import type { Tree } from "@/lib/tree/tree";
import type { Usual, UsualRange } from "@/types/entities";
import { useKeys } from "./useKeys";
import { useNow } from "./useNow";
import { usePrinting } from "./usePrinting";
import { useReleaseUrl } from "./useReleaseUrl";

/** The time that is shown, and the ways to show another part of it. */
export interface Timeline {
  readonly axis: Axis;
  readonly now: number;
  readonly isZoomed: boolean;
  /** What is usual for a wave, by its path. */
  readonly usual: ReadonlyMap<string, UsualRange>;
  zoom: (factor: number, around?: number) => void;
  pan: (part: number) => void;
  /** Shows this part of time; null is all of it. */
  show: (axis: Axis | null) => void;
}

/** As often as is read: between two reads nothing is known to have moved. */
const STEP = 2000;

/** The middle of the row that is looked at, else of the view. */
function middleOf(tree: Tree, active: string | null, axis: Axis, now: number): number {
  const row = active === null ? undefined : tree.rowOf.get(active);
  const from = row?.started ?? null;
  return from === null ? (axis.from + axis.to) / 2 : (from + (row?.ended ?? now)) / 2;
}

function usualWaves(tree: Tree, usual: Usual | undefined): ReadonlyMap<string, UsualRange> {
  const told = tree.root.children.flatMap(({ path }, index) => {
    const range = usual?.waves[index]?.usual;
    return range ? [[path, range] as const] : [];
  });
  return new Map(told);
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
  const ticking = Math.floor(useNow() / STEP) * STEP;
  const now = past?.readAt ?? ticking;
  const isPrinting = usePrinting();
  const whole = useMemo(() => wholeAxis(tree, now), [tree, now]);
  const view = url.zoom === null || isPrinting ? whole : within(whole, url.zoom);

  const waves = useMemo(() => usualWaves(tree, past ? undefined : usual), [tree, past, usual]);
  const show = useCallback((axis: Axis | null) => change({ zoom: axis }), [change]);
  const set = (next: Axis) => {
    const isAll = next.to - next.from >= whole.to - whole.from - 1;
    show(isAll ? null : next);
  };
  const timeline: Timeline = {
    axis: view,
    now,
    isZoomed: view !== whole,
    usual: waves,
    zoom: (factor, around) =>
      set(zoomed(whole, view, factor, around ?? middleOf(tree, active, view, now))),
    pan: (part) => set(panned(whole, view, part)),
    show: (axis) => (axis === null ? show(null) : set(within(whole, axis))),
  };
  useTimelineKeys(timeline, url.isTimeline);
  useKeys({ t: () => change({ isTimeline: !url.isTimeline }) });
  return url.isTimeline ? timeline : null;
}
