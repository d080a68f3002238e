import { useCallback, useMemo, useState } from "react";
import { expandProblems, expandSiblings, expandTo, toggled } from "@/lib/tree/expansion";
import { nearestRow } from "@/lib/tree/lineage";
import { reachedProblem } from "@/lib/tree/reach";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { survivingRow } from "@/lib/tree/treeKeys";
import type { TreeAction } from "@/lib/tree/treeKeys";
import { foldedAbove, isSearch, visibleRows } from "@/lib/tree/visible";
import type { Row, TreeFilter } from "@/lib/tree/visible";
import { useExpansion } from "./useExpansion";
import { usePrinting } from "./usePrinting";

export interface TreeView {
  rows: readonly Row[];
  active: string | null;
  act: (action: TreeAction) => void;
  reveal: (path: string) => void;
  /** Opens a row without moving to it. */
  unfold: (path: string) => void;
  /** Returns the problem it went to, which the filter may still hide. */
  stepProblem: (step: 1 | -1) => TreeNode | null;
  expandAllProblems: () => void;
}

const NONE: ReadonlySet<string> = new Set();

/** Rows opened or closed by hand during a search, which opens rows by itself. Forgotten with the search. */
function useFlipped(filter: TreeFilter) {
  const key = `${filter.find}\n${filter.statuses.join()}\n${filter.wave ?? ""}\n${String(filter.only !== null)}`;
  const [flipped, setFlipped] = useState({ key, paths: NONE });
  const paths = flipped.key === key ? flipped.paths : NONE;
  const flip = useCallback(
    (...flips: string[]) => setFlipped({ key, paths: flips.reduce(toggled, paths) }),
    [key, paths],
  );
  return { paths, flip };
}

/** The rows of the tree, the active one, and the actions on them. */
export function useTreeView(
  tree: Tree,
  filter: TreeFilter,
  isWhole: boolean,
  onOpen: (path: string) => void,
): TreeView {
  const { expanded, change } = useExpansion(tree.release.id, tree, isWhole);
  const { paths: flipped, flip } = useFlipped(filter);
  const isPrinting = usePrinting();
  const [wanted, setActive] = useState<string | null>(null);
  const rows = useMemo(() => {
    // Rows cannot be opened on paper.
    const opened = isPrinting ? new Set(tree.rowOf.keys()) : expanded;
    return visibleRows(tree, filter, { expanded: opened, flipped });
  }, [tree, filter, expanded, flipped, isPrinting]);
  const active = useMemo(
    () => (wanted === null ? null : survivingRow(rows, wanted)),
    [rows, wanted],
  );
  const isSearching = isSearch(filter);

  const reveal = useCallback(
    (path: string) => {
      const node = nearestRow(tree, path);
      if (!node) return;
      if (isSearching) flip(...foldedAbove(tree, filter, { expanded, flipped }, node));
      change((before) => expandTo(node, before));
      setActive(node.path);
    },
    [tree, filter, expanded, flipped, isSearching, flip, change],
  );

  const act = useCallback(
    (action: TreeAction) => {
      setActive(action.path);
      if (action.kind === "open") onOpen(action.path);
      if (action.kind === "toggle" && isSearching) flip(action.path);
      if (action.kind === "toggle" && !isSearching)
        change((before) => toggled(before, action.path));
      const node = tree.rowOf.get(action.path);
      if (action.kind === "expand-siblings" && node)
        change((before) => expandSiblings(node, before));
    },
    [tree, change, flip, isSearching, onOpen],
  );

  const stepProblem = useCallback(
    (step: 1 | -1) => {
      const found = reachedProblem(tree, filter, active, step);
      if (found) reveal(found.path);
      return found;
    },
    [tree, filter, active, reveal],
  );

  const expandAllProblems = useCallback(
    () => change((before) => expandProblems(tree, before)),
    [tree, change],
  );
  const unfold = useCallback(
    (path: string) => change((before) => new Set([...before, path])),
    [change],
  );
  return { rows, active, act, unfold, reveal, stepProblem, expandAllProblems };
}
