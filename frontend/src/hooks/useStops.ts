import { useState } from "react";
import { segmentsOf } from "@/lib/timeline/lane";
import type { Segment } from "@/lib/timeline/lane";
import type { Tree, TreeNode } from "@/lib/tree/tree";

/** A segment of a row that the keyboard is at. */
export interface Stop {
  readonly node: TreeNode;
  readonly segment: Segment;
  readonly index: number;
}

/** Goes through the segments of the active row, from its first forwards or from its last backwards. */
export function useStops(tree: Tree, active: string | null, now: number) {
  const [at, setAt] = useState<{ path: string; index: number } | null>(null);
  const node = active === null ? undefined : tree.rowOf.get(active);
  const isHere = at !== null && at.path === node?.path;
  const segments = node ? segmentsOf(tree, node, now) : [];
  const segment = isHere ? segments[at.index] : undefined;
  const stop: Stop | null = node && isHere && segment ? { node, segment, index: at.index } : null;

  function step(by: 1 | -1): Segment | null {
    if (!node || segments.length === 0) return null;
    const first = by === 1 ? 0 : segments.length - 1;
    const next = stop === null ? first : stop.index + by;
    const index = Math.min(segments.length - 1, Math.max(0, next));
    setAt({ path: node.path, index });
    return segments[index] ?? null;
  }
  return { stop, step };
}
