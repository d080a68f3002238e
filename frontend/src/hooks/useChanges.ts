import { useEffect, useState } from "react";
import { changesBetween, NO_CHANGES } from "@/lib/changes";
import type { Changes } from "@/lib/changes";
import type { Tree } from "@/lib/tree";

const FADE = 1200;
/** Without motion the edge stands still, so it needs longer to be seen. */
const STILL = 4000;

function shownFor(): number {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? STILL : FADE;
}

/** What the last read changed, for as long as it is shown. Nothing on the first one. */
export function useChanges(tree: Tree): Changes {
  const [seen, setSeen] = useState({ tree, changes: NO_CHANGES });
  if (seen.tree !== tree) setSeen({ tree, changes: changesBetween(seen.tree, tree) });
  const { changes } = seen;
  useEffect(() => {
    if (changes.count === 0) return;
    const timer = setTimeout(
      () => setSeen((now) => (now.changes === changes ? { ...now, changes: NO_CHANGES } : now)),
      changes.flashes.size > 0 ? shownFor() : STILL,
    );
    return () => clearTimeout(timer);
  }, [changes]);
  return changes;
}
