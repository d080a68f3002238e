import type { Tree, TreeNode } from "@/lib/tree/tree";
import { NO_FILTER, isLeft } from "@/lib/tree/visible";
import type { TreeFilter } from "@/lib/tree/visible";

/**
 * The target of `n`, in tree order, round and round: the next problem that the filter shows, or if none is ahead the
 * next one of all, so that a filter cannot hide that a release has problems.
 */
export function reachedProblem(
  tree: Tree,
  filter: TreeFilter,
  from: string | null,
  step: 1 | -1,
): TreeNode | null {
  const at = from === null ? -1 : tree.nodes.findIndex((node) => node.path === from);
  const order = new Map(tree.nodes.map((node, index) => [node, index]));
  const isAhead = (node: TreeNode): boolean =>
    from === null || ((order.get(node) ?? 0) - at) * step > 0;
  const end = step === 1 ? 0 : -1;
  const ahead = tree.problemRows.filter(isAhead);
  const shown = ahead.filter((node) => isLeft(tree, filter, node));
  return shown.at(end) ?? ahead.at(end) ?? tree.problemRows.at(end) ?? null;
}

/** Removes the parts of a filter that hide a row. Returns the same filter when none do. */
export function widened(tree: Tree, filter: TreeFilter, node: TreeNode): TreeFilter {
  if (isLeft(tree, filter, node)) return filter;
  const wide = { ...filter };
  if (!isLeft(tree, { ...NO_FILTER, wave: filter.wave }, node)) wide.wave = null;
  if (!isLeft(tree, { ...NO_FILTER, find: filter.find }, node)) wide.find = "";
  if (!isLeft(tree, { ...NO_FILTER, statuses: filter.statuses }, node)) wide.statuses = [];
  if (!isLeft(tree, { ...NO_FILTER, hideFinished: filter.hideFinished }, node)) {
    wide.hideFinished = false;
  }
  if (!isLeft(tree, { ...NO_FILTER, only: filter.only }, node)) wide.only = null;
  // Search and statuses may hide it only in combination.
  return isLeft(tree, wide, node) ? wide : { ...wide, find: "", statuses: [] };
}
