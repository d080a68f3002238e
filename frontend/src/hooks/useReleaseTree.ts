import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { RefObject } from "react";
import { copyByKey } from "@/lib/app/copy";
import type { RunLink } from "@/lib/tree/lineage";
import { notify } from "@/lib/app/notice";
import { widened } from "@/lib/tree/reach";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { treeAction } from "@/lib/tree/treeKeys";
import type { TreeAction } from "@/lib/tree/treeKeys";
import type { TreeFilter } from "@/lib/tree/visible";
import { isSearch } from "@/lib/tree/visible";
import { useKeys } from "./useKeys";
import { useReleaseUrl } from "./useReleaseUrl";
import type { ReleaseUrl, ReleaseUrlChange } from "./useReleaseUrl";
import { useTypedText } from "./useTypedText";
import type { Typed } from "./useTypedText";
import { useTreeView } from "./useTreeView";
import type { TreeView } from "./useTreeView";

interface TreeParts {
  tree: Tree;
  isWhole: boolean;
  list: RefObject<HTMLDivElement | null>;
  find: RefObject<HTMLInputElement | null>;
  hrefOf: RunLink;
}

export interface ReleaseTree {
  url: ReleaseUrl;
  change: (change: ReleaseUrlChange) => void;
  filter: TreeFilter;
  /** What stands in the find box: the address follows a moment later. */
  find: Typed;
  view: TreeView;
  selectedRow: TreeNode | undefined;
  open: (path: string) => void;
  close: () => void;
  step: (step: 1 | -1) => void;
  /** To the next problem, or the one before. A filter that hides it gives way, and that is said. */
  stepProblem: (step: 1 | -1) => TreeNode | null;
  nextProblem: () => void;
  toggleWave: (path: string) => void;
  clearFilter: () => void;
  act: (action: TreeAction) => void;
}

function useFilter(tree: Tree, url: ReleaseUrl, find: string): TreeFilter {
  const { statuses, wave, hideFinished } = url;
  return useMemo(() => {
    const shown = tree.root.children.find((node) => node.id === wave);
    return { statuses, find, wave: shown?.path ?? null, hideFinished };
  }, [tree, statuses, find, wave, hideFinished]);
}

/** Brings the node that the address names into view, once it is in the tree. */
function useRevealed(tree: Tree, node: string | null, reveal: (path: string) => void): void {
  const [wanted] = useState(node);
  const isThere = wanted !== null && tree.rowOf.has(wanted);
  const onThere = useEffectEvent(() => {
    if (wanted !== null) reveal(wanted);
  });
  useEffect(() => {
    if (isThere) onThere();
  }, [isThere]);
}

/** When the panel goes, the keyboard goes back to the tree: only then is the tree there again on a phone. */
function useReturn(node: string | null, list: RefObject<HTMLDivElement | null>): void {
  const wasOpen = useRef(node !== null);
  useEffect(() => {
    if (wasOpen.current && node === null) list.current?.focus({ preventScroll: true });
    wasOpen.current = node !== null;
  }, [node, list]);
}

/** The keys of the page; the tree itself handles only its named ones. */
function usePageKeys(state: ReleaseTree, { tree, list, find, hrefOf }: TreeParts): void {
  const { view, url } = state;
  const here = view.active ?? state.selectedRow?.path ?? null;
  const focusList = () => list.current?.focus({ preventScroll: true });
  const letter = (key: string) => () => {
    const action = treeAction(key, view.rows, here);
    if (action) state.act(action);
    focusList();
  };
  const problem = (step: 1 | -1) => () => {
    const found = state.stepProblem(step);
    // An open panel keeps up, so that one can read from problem to problem.
    if (found && url.node !== null) state.change({ node: found.path });
    focusList();
  };
  useKeys({
    j: letter("j"),
    k: letter("k"),
    "*": letter("*"),
    n: problem(1),
    N: problem(-1),
    e: () => view.expandAllProblems(),
    "/": () => find.current?.focus(),
    c: () => {
      const row = here === null ? undefined : tree.rowOf.get(here);
      if (row) void copyByKey(row.id);
    },
    o: () => {
      const href = hrefOf(here ?? tree.root.path);
      if (href !== null) window.open(href, "_blank", "noopener");
    },
    Escape: () => {
      if (url.node === null) state.clearFilter();
      else state.close();
    },
  });
}

type Change = ReleaseTree["change"];

/** A filter gives way to a row that one is led to, and that is said. */
function useUnhide(tree: Tree, filter: TreeFilter, typed: Typed, change: Change) {
  return (node: TreeNode) => {
    const wide = widened(tree, filter, node);
    if (wide === filter) return;
    const { wave, ...rest } = wide;
    if (rest.find === "") typed.setText("");
    change(wave === null ? { ...rest, wave } : rest);
    notify(`The filter hid ${node.label}, so it was widened.`);
  };
}

/** Which rows are shown, which is active, which is open, and everything that changes it. */
export function useReleaseTree(parts: TreeParts): ReleaseTree {
  const { tree, list } = parts;
  const [url, change] = useReleaseUrl();
  const typed = useTypedText(url.find, (find) => change({ find }));
  const filter = useFilter(tree, url, typed.text);
  const select = useCallback((path: string) => change({ node: path }), [change]);
  const unhide = useUnhide(tree, filter, typed, change);
  const view = useTreeView(tree, filter, parts.isWhole, select);
  useRevealed(tree, url.node, view.reveal);
  useReturn(url.node, list);

  const selectedRow = url.node === null ? undefined : tree.rowOf.get(url.node);
  const open = (path: string) => {
    select(path);
    view.reveal(path);
  };
  const stepProblem = (step: 1 | -1) => {
    const found = view.stepProblem(step);
    if (found) unhide(found);
    else notify("There is no problem to go to.");
    return found;
  };
  const state: ReleaseTree = {
    url,
    change,
    filter,
    find: typed,
    view,
    selectedRow,
    open,
    close: () => change({ node: null }),
    step: (by) => {
      const at = view.rows.findIndex((row) => row.node === selectedRow);
      const next = view.rows[at + by];
      if (next) open(next.node.path);
    },
    stepProblem,
    nextProblem: () => {
      stepProblem(1);
      list.current?.focus({ preventScroll: true });
    },
    toggleWave: (path) => {
      const id = tree.rowOf.get(path)?.id ?? null;
      change({ wave: url.wave === id ? null : id });
      if (url.wave !== id && !isSearch(filter)) view.unfold(path);
    },
    clearFilter: () => {
      typed.setText("");
      change({ statuses: [], find: "", wave: null, hideFinished: false });
    },
    act: view.act,
  };
  usePageKeys(state, parts);
  return state;
}
