import { STATUSES } from "@/types/entities";
import type { Counts, Status } from "@/types/entities";
import { isWithin } from "@/lib/tree/lineage";
import { isFinished } from "@/lib/tree/tree";
import type { Tree, TreeNode } from "@/lib/tree/tree";

export interface TreeFilter {
  /** Apps of these statuses; none chosen means all. */
  readonly statuses: readonly Status[];
  readonly find: string;
  /** Path of the one wave to show. */
  readonly wave: string | null;
  readonly hideFinished: boolean;
  /** Paths of the rows to show, whatever they are: those that have changed. */
  readonly only: ReadonlySet<string> | null;
}

/** The rows that the user opened and closed. */
export interface Openness {
  readonly expanded: ReadonlySet<string>;
  /** A search opens rows by itself; these were opened or closed by hand. */
  readonly flipped: ReadonlySet<string>;
}

export interface Row {
  readonly node: TreeNode;
  readonly expandable: boolean;
  readonly expanded: boolean;
  /** From 1, among the siblings that are shown. */
  readonly position: number;
  readonly size: number;
}

export const NO_FILTER: TreeFilter = {
  statuses: [],
  find: "",
  wave: null,
  hideFinished: false,
  only: null,
};

export function fold(find: string): string {
  return find.trim().toLowerCase();
}

/** A search opens the path to its hits; hiding finished rows does not. */
export function isSearch(filter: TreeFilter): boolean {
  return filter.statuses.length > 0 || fold(filter.find) !== "" || filter.only !== null;
}

interface Matches {
  readonly kept: ReadonlySet<TreeNode>;
  readonly leading: ReadonlySet<TreeNode>;
}

function isUnderMatch(node: TreeNode, needle: string): boolean {
  for (let up: TreeNode | null = node; up?.parent; up = up.parent) {
    if (up.haystack.includes(needle)) return true;
  }
  return false;
}

/** What the chips count: apps, and parents that are in trouble themselves. */
function countable(tree: Tree): ReadonlySet<TreeNode> {
  return new Set([...tree.nodes.filter(({ type }) => type === "app"), ...tree.problemRows]);
}

function isHit(
  node: TreeNode,
  filter: TreeFilter,
  needle: string,
  counted: ReadonlySet<TreeNode>,
): boolean {
  if (filter.only?.has(node.path) === false) return false;
  if (filter.statuses.length === 0) return node.haystack.includes(needle);
  if (!counted.has(node) || !filter.statuses.includes(node.status)) return false;
  return needle === "" || isUnderMatch(node, needle);
}

/** Hits, their ancestors and, where only words are looked for, their descendants. */
function findMatches(tree: Tree, filter: TreeFilter): Matches {
  const needle = fold(filter.find);
  const areWords = filter.statuses.length === 0 && filter.only === null;
  const counted = countable(tree);
  const kept = new Set<TreeNode>();
  const leading = new Set<TreeNode>();
  for (const node of tree.nodes) {
    const hit = isHit(node, filter, needle, counted);
    const isBelowHit = areWords && isUnderMatch(node, needle);
    if (hit || isBelowHit) kept.add(node);
    if (!hit) continue;
    for (let up = node.parent; up?.parent && !leading.has(up); up = up.parent) {
      leading.add(up);
      kept.add(up);
    }
  }
  return { kept, leading };
}

function isOutside(node: TreeNode, filter: TreeFilter): boolean {
  return filter.wave !== null && node.level === 1 && node.path !== filter.wave;
}

interface Judge {
  isKept: (node: TreeNode) => boolean;
  isExpanded: (node: TreeNode, openness: Openness) => boolean;
}

function judge(tree: Tree, filter: TreeFilter): Judge {
  const matches = isSearch(filter) ? findMatches(tree, filter) : null;
  return {
    isKept: (node) =>
      !isOutside(node, filter) &&
      (matches === null || matches.kept.has(node)) &&
      !(filter.hideFinished && isFinished(node.status)),
    isExpanded: (node, { expanded, flipped }) =>
      matches === null
        ? expanded.has(node.path)
        : matches.leading.has(node) !== flipped.has(node.path),
  };
}

/** From a row up to its wave. */
function lineOf(node: TreeNode): TreeNode[] {
  const line: TreeNode[] = [];
  for (let up: TreeNode | null = node; up?.parent; up = up.parent) line.push(up);
  return line;
}

/** Whether a row passes the filter, visible or folded. */
export function isLeft(tree: Tree, filter: TreeFilter, node: TreeNode): boolean {
  return lineOf(node).every(judge(tree, filter).isKept);
}

/** The ancestors that must be toggled to make a row visible. */
export function foldedAbove(
  tree: Tree,
  filter: TreeFilter,
  openness: Openness,
  node: TreeNode,
): string[] {
  const { isExpanded } = judge(tree, filter);
  const above = lineOf(node).slice(1);
  return above.filter((one) => !isExpanded(one, openness)).map(({ path }) => path);
}

/** The rows to show, in tree order. State never changes the order. */
export function visibleRows(tree: Tree, filter: TreeFilter, openness: Openness): Row[] {
  const { isKept, isExpanded } = judge(tree, filter);
  const rows: Row[] = [];
  const addAll = (siblings: readonly TreeNode[]): void => {
    const shown = siblings.filter(isKept);
    for (const [index, node] of shown.entries()) {
      const expandable = node.children.some(isKept);
      const expanded = expandable && isExpanded(node, openness);
      rows.push({ node, expandable, expanded, position: index + 1, size: shown.length });
      if (expanded) addAll(node.children);
    }
  };
  addAll(tree.root.children);
  return rows;
}

function isInScope(node: TreeNode, filter: TreeFilter, needle: string): boolean {
  if (filter.wave !== null && !isWithin(node.path, filter.wave)) return false;
  if (filter.only?.has(node.path) === false) return false;
  return needle === "" || isUnderMatch(node, needle);
}

/** Counts by status within search and wave: the number of rows each chip would give. */
export function facetCounts(tree: Tree, filter: TreeFilter): Counts {
  const needle = fold(filter.find);
  const counts: Counts = {};
  for (const node of countable(tree)) {
    if (!isInScope(node, filter, needle)) continue;
    counts[node.status] = (counts[node.status] ?? 0) + 1;
  }
  return counts;
}

/** The number of apps within search and wave. */
export function appCount(tree: Tree, filter: TreeFilter): number {
  const needle = fold(filter.find);
  return tree.nodes.filter((node) => node.type === "app" && isInScope(node, filter, needle)).length;
}

/** The chips to show: five always, also with zero; the others once their status occurs. */
const ALWAYS: ReadonlySet<Status> = new Set([
  "failed",
  "retrying",
  "running",
  "pending",
  "succeeded",
]);

export function facetStatuses(
  counts: Counts,
  chosen: readonly Status[],
  onlyFound: boolean,
): Status[] {
  return STATUSES.filter(
    (status) =>
      (counts[status] ?? 0) > 0 || chosen.includes(status) || (!onlyFound && ALWAYS.has(status)),
  );
}
