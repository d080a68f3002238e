import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { RefObject } from "react";
import { copyByKey } from "@/lib/app/copy";
import type { RunLink } from "@/lib/tree/lineage";
import { notify } from "@/lib/app/notice";
import { widened } from "@/lib/tree/reach";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { treeAction } from "@/lib/tree/treeKeys";
import type { TreeFilter } from "@/lib/tree/visible";
import { isSearch } from "@/lib/tree/visible";
import type { News } from "./useNews";
import { useKeys } from "./useKeys";
import { useReleaseUrl } from "./useReleaseUrl";
import type { ReleaseUrl } from "./useReleaseUrl";
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
  news: News;
}

export interface Filtering {
  filter: TreeFilter;
  isOn: boolean;
  /** The text of the find box; the address follows a moment later. */
  typed: Typed;
  change: (change: Partial<Omit<ReleaseUrl, "node">>) => void;
  /** Shows one wave alone, or all again. */
  toggleWave: (path: string) => void;
  clear: () => void;
}

export interface Panel {
  /** Path of the node that is open, which may not be in the tree. */
  node: string | null;
  row: TreeNode | undefined;
  open: (path: string) => void;
  close: () => void;
  step: (step: 1 | -1) => void;
}

export interface ReleaseTree {
  view: TreeView;
  filtering: Filtering;
  panel: Panel;
  /** Goes to the next or previous problem. A filter that hides it is widened, and a notice says so. */
  goToProblem: (step: 1 | -1) => void;
}

interface Shown {
  tree: Tree;
  url: ReleaseUrl;
  only: ReadonlySet<string> | null;
}

function useFilter({ tree, url, only }: Shown, find: string): TreeFilter {
  const { statuses, wave, hideFinished } = url;
  return useMemo(() => {
    const shown = tree.root.children.find((node) => node.id === wave);
    return { statuses, find, wave: shown?.path ?? null, hideFinished, only };
  }, [tree, statuses, find, wave, hideFinished, only]);
}

/** Scrolls the node in the address into view, once it is in the tree. */
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

/** Moves the focus back to the tree after the panel has closed: on a phone the tree is hidden until then. */
function useReturn(node: string | null, list: RefObject<HTMLDivElement | null>): void {
  const wasOpen = useRef(node !== null);
  useEffect(() => {
    if (wasOpen.current && node === null) list.current?.focus({ preventScroll: true });
    wasOpen.current = node !== null;
  }, [node, list]);
}

/** The keys of the page; the tree itself handles only named keys, such as Enter. */
function usePageKeys(release: ReleaseTree, parts: TreeParts): void {
  const { tree, list, find, hrefOf, news } = parts;
  const { view, filtering, panel, goToProblem } = release;
  const here = view.active ?? panel.row?.path ?? null;
  const letter = (key: string) => () => {
    const action = treeAction(key, view.rows, here);
    if (action) view.act(action);
    focus(list);
  };
  useKeys({
    j: letter("j"),
    k: letter("k"),
    "*": letter("*"),
    n: () => goToProblem(1),
    N: () => goToProblem(-1),
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
      if (panel.node !== null) panel.close();
      else if (filtering.isOn) filtering.clear();
      else news.away?.dismiss();
    },
  });
}

function focus(list: RefObject<HTMLDivElement | null>): void {
  list.current?.focus({ preventScroll: true });
}

function useFiltering(shown: Shown, change: Filtering["change"], news: News): Filtering {
  const { tree, url } = shown;
  const typed = useTypedText(url.find, (find) => change({ find }));
  const filter = useFilter(shown, typed.text);
  return {
    filter,
    isOn: isSearch(filter) || filter.wave !== null || filter.hideFinished,
    typed,
    change,
    toggleWave: (path) => {
      const id = tree.rowOf.get(path)?.id ?? null;
      change({ wave: url.wave === id ? null : id });
    },
    clear: () => {
      typed.setText("");
      news.showOnly(false);
      change({ statuses: [], find: "", wave: null, hideFinished: false });
    },
  };
}

/** Widens the filter when it hides a row that the reader is led to, and says so. */
function unhide({ tree, news }: TreeParts, filtering: Filtering, node: TreeNode): void {
  const { filter, typed, change } = filtering;
  const wide = widened(tree, filter, node);
  if (wide === filter) return;
  const { wave, only, ...rest } = wide;
  if (only === null) news.showOnly(false);
  if (rest.find === "") typed.setText("");
  change(wave === null ? { ...rest, wave } : rest);
  notify(`The filter hid ${node.label}, so it was widened.`);
}

/** The state of the release page: rows, filter, open panel, and everything that changes them. */
export function useReleaseTree(parts: TreeParts): ReleaseTree {
  const { tree, list, news } = parts;
  const [url, change] = useReleaseUrl();
  const filtering = useFiltering({ tree, url, only: news.only }, change, news);
  const select = useCallback((path: string) => change({ node: path }), [change]);
  const view = useTreeView(tree, filtering.filter, parts.isWhole, select);
  useRevealed(tree, url.node, view.reveal);
  useReturn(url.node, list);

  const row = url.node === null ? undefined : tree.rowOf.get(url.node);
  const open = (path: string) => {
    select(path);
    view.reveal(path);
  };
  const panel: Panel = {
    node: url.node,
    row,
    open,
    close: () => change({ node: null }),
    step: (by) => {
      const next = view.rows[view.rows.findIndex(({ node }) => node === row) + by];
      if (next) open(next.node.path);
    },
  };
  const goToProblem = (step: 1 | -1) => {
    const found = view.stepProblem(step);
    if (found) unhide(parts, filtering, found);
    else if (tree.problems.length === 0) notify("There is no problem to go to.");
    else notify("The problem is the release's own. No row below has it.");
    // An open panel follows from problem to problem.
    if (found && url.node !== null) select(found.path);
    focus(list);
  };
  const toggleWave = (path: string) => {
    filtering.toggleWave(path);
    const isChosen = tree.rowOf.get(path)?.id === url.wave;
    if (!isChosen && !isSearch(filtering.filter)) view.unfold(path);
  };
  const release = { view, filtering: { ...filtering, toggleWave }, panel, goToProblem };
  usePageKeys(release, parts);
  return release;
}
