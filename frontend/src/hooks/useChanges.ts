import { useEffect, useMemo, useState } from "react";
import { changesBetween, shownOf } from "@/lib/tree/changes";
import type { Changes, Mark, Shown } from "@/lib/tree/changes";
import type { Tree } from "@/lib/tree/tree";

const FADE = 1200;
/** With reduced motion the mark does not fade, so it stays longer. */
const STILL = 4000;

const NONE: readonly Mark[] = [];

function shownFor({ flashes }: Changes): number {
  const isStill = flashes.size === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches;
  return isStill ? STILL : FADE;
}

function marked(marks: readonly Mark[], changes: Changes): readonly Mark[] {
  if (changes.count === 0) return marks;
  return [...marks, { changes, until: performance.now() + shownFor(changes) }];
}

/** What the last reads changed. Each mark stays for its full time, also when another read comes. */
export function useChanges(tree: Tree): Shown {
  const [seen, setSeen] = useState({ tree, marks: NONE });
  if (seen.tree !== tree) {
    setSeen({ tree, marks: marked(seen.marks, changesBetween(seen.tree, tree)) });
  }
  const { marks } = seen;
  useEffect(() => {
    if (marks.length === 0) return;
    const first = Math.min(...marks.map(({ until }) => until));
    const timer = setTimeout(
      () => {
        const now = performance.now();
        setSeen((before) => ({
          ...before,
          marks: before.marks.filter(({ until }) => until > now),
        }));
      },
      Math.max(0, first - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [marks]);
  return useMemo(() => shownOf(marks), [marks]);
}
