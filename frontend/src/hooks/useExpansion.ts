import { useCallback, useMemo, useState } from "react";
import { defaultExpansion, mayHide } from "@/lib/tree/expansion";
import type { Tree } from "@/lib/tree/tree";

type Paths = ReadonlySet<string>;

const NONE: Paths = new Set();

function storageKey(releaseId: string): string {
  return `releasewatch.open.${releaseId}`;
}

function load(releaseId: string): Paths | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey(releaseId)) ?? "null");
    if (!Array.isArray(stored)) return null;
    return new Set(stored.filter((path) => typeof path === "string"));
  } catch {
    return null;
  }
}

function save(releaseId: string, paths: Paths): void {
  try {
    sessionStorage.setItem(storageKey(releaseId), JSON.stringify([...paths]));
  } catch {
    // Storage may be full or forbidden: open rows are then forgotten when the page is left.
  }
}

export interface Expansion {
  expanded: Paths;
  change: (next: (before: Paths) => Paths) => void;
}

/**
 * Which rows are open. Until the user opens or closes one, this follows the first read that reached all
 * and then stays: a row that opens by itself would move everything below it.
 */
export function useExpansion(releaseId: string, tree: Tree, isWhole: boolean): Expansion {
  const [chosen, setChosen] = useState(() => load(releaseId));
  const [settled, setSettled] = useState<Paths | null>(null);
  const suggested = useMemo(
    () => (chosen === null && settled === null ? defaultExpansion(tree) : NONE),
    [chosen, settled, tree],
  );
  const isSeen = isWhole && !mayHide(tree);
  if (chosen === null && settled === null && isSeen) setSettled(suggested);
  const expanded = chosen ?? settled ?? suggested;

  const change = useCallback(
    (next: (before: Paths) => Paths) => {
      setChosen((before) => {
        const paths = next(before ?? settled ?? suggested);
        save(releaseId, paths);
        return paths;
      });
    },
    [releaseId, settled, suggested],
  );
  return { expanded, change };
}
