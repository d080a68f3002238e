import { ancestorPaths } from "@/lib/tree/lineage";
import type { Tree, TreeNode } from "@/lib/tree/tree";

/** The most clusters in trouble that are opened at first. */
const OPENED_FOR_PROBLEMS = 40;

function problemPaths(tree: Tree): string[] {
  const paths = new Set<string>();
  for (const node of tree.problemRows) {
    if (paths.size >= OPENED_FOR_PROBLEMS) break;
    for (const path of ancestorPaths(node)) paths.add(path);
  }
  return [...paths];
}

/** Rows that are open at first: the current wave and the path to every problem. */
export function defaultExpansion(tree: Tree): ReadonlySet<string> {
  const current = tree.currentWave ? [tree.currentWave.path] : [];
  return new Set([...current, ...problemPaths(tree)]);
}

/** Whether there may be rows that nobody has seen yet: a part that has any could not be read. */
export function mayHide(tree: Tree): boolean {
  return tree.nodes.some(
    ({ type, status, children }) => type !== "app" && status === "unknown" && children.length === 0,
  );
}

export function expandProblems(tree: Tree, expanded: ReadonlySet<string>): ReadonlySet<string> {
  const paths = tree.problemRows.flatMap(ancestorPaths);
  return new Set([...expanded, ...paths]);
}

export function expandSiblings(node: TreeNode, expanded: ReadonlySet<string>): ReadonlySet<string> {
  const siblings = node.parent?.children ?? [];
  return new Set([
    ...expanded,
    ...siblings.filter((one) => one.children.length > 0).map((one) => one.path),
  ]);
}

export function expandTo(node: TreeNode, expanded: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...expanded, ...ancestorPaths(node)]);
}

export function toggled(paths: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(paths);
  if (!next.delete(path)) next.add(path);
  return next;
}
