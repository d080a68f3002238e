import type { Tree, TreeNode } from "@/lib/tree/tree";
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

/** An entity of a row and what it stands in, nearest first, up to the release. */
export function lineage(row: TreeNode, entity: EntityNode = row.entity): EntityNode[] {
  const chain: EntityNode[] = [];
  for (let up: TreeNode | null = row; up !== null; up = up.parent) {
    // The bundle stands between a cluster and its apps, but not above the cluster itself.
    if (up.bundle && (up !== row || up.bundle === entity)) chain.push(up.bundle);
    chain.push(up.entity);
  }
  return chain;
}

/** The run that answered for an entity of a row: its own, or the nearest one above it. */
export function executionFor(row: TreeNode, entity: EntityNode = row.entity): Execution | null {
  return lineage(row, entity).find((one) => one.execution)?.execution ?? null;
}

/** The run that answered for the entity at a path. */
export function executionAt(tree: Tree, path: string): Execution | null {
  const row = tree.rowOf.get(path);
  const entity = entityAt(tree, path);
  return row && entity ? executionFor(row, entity) : null;
}

/** Leads to the run behind a path in Temporal's own pages, where there is one. */
export type RunLink = (path: string) => string | null;

/** The paths that must be open for a row to be seen. */
export function ancestorPaths(node: TreeNode): string[] {
  const paths: string[] = [];
  for (let up = node.parent; up?.parent; up = up.parent) paths.push(up.path);
  return paths;
}

/** A path and those above it, nearest first. */
export function upwards(path: string): string[] {
  const ids = path.split("/");
  return ids.map((_, above) => ids.slice(0, ids.length - above).join("/"));
}

/** The row of a path, or of its nearest ancestor that is still there. */
export function nearestRow(tree: Tree, path: string): TreeNode | null {
  const rows = upwards(path).map((each) => tree.rowOf.get(each));
  return rows.find((row) => row?.parent) ?? null;
}
