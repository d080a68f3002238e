import type { Tree, TreeNode } from "@/lib/tree";
import type { EntityNode, Execution } from "@/types/entities";

/** The entity at a path: a row's own, or the bundle inside a cluster's row. */
export function entityAt(tree: Tree, path: string): EntityNode | null {
  const row = tree.rowOf.get(path);
  if (!row) return null;
  return row.bundle?.path === path ? row.bundle : row.entity;
}

export function isWithin(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(`${ancestor}/`);
}

/** The entity and what it stands in, nearest first, up to the release. */
export function lineage(tree: Tree, path: string): EntityNode[] {
  const chain: EntityNode[] = [];
  const start = tree.rowOf.get(path);
  for (let row = start ?? null; row !== null; row = row.parent) {
    // The bundle stands between a cluster and its apps, but not above the cluster itself.
    if (row.bundle && isWithin(path, row.bundle.path)) chain.push(row.bundle);
    chain.push(row.entity);
  }
  return chain;
}

/** The run that answered for a node: its own, or the nearest one above it. */
export function executionFor(tree: Tree, path: string): Execution | null {
  for (const entity of lineage(tree, path)) {
    if (entity.execution) return entity.execution;
  }
  return null;
}

/** The paths that must be open for a row to be seen. */
export function ancestorPaths(node: TreeNode): string[] {
  const paths: string[] = [];
  for (let up = node.parent; up?.parent; up = up.parent) paths.push(up.path);
  return paths;
}

/** The row of a path, or of its nearest ancestor that is still there. */
export function nearestRow(tree: Tree, path: string): TreeNode | null {
  for (let rest = path; rest !== ""; rest = rest.slice(0, Math.max(0, rest.lastIndexOf("/")))) {
    const row = tree.rowOf.get(rest);
    if (row?.parent) return row;
  }
  return null;
}
