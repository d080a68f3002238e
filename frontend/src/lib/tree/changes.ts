import type { Tree, TreeNode } from "@/lib/tree/tree";
import type { Status } from "@/types/entities";

export interface Changes {
  /** The rows to flash, with the status for the tint. Empty when too many changed at once. */
  readonly flashes: ReadonlyMap<string, Status>;
  readonly count: number;
}

/** The changes of one read, and until when they are shown. */
export interface Mark {
  readonly changes: Changes;
  readonly until: number;
}

/** The changes of recent reads combined. */
export interface Shown {
  readonly flashes: ReadonlyMap<string, Status>;
  /** How many rows the last read changed, if too many to flash. */
  readonly crowd: number | null;
}

/** Above this number flashing is just flicker, so only the count is shown. */
const MOST_FLASHES = 100;

function hasChanged(before: TreeNode, after: TreeNode): boolean {
  return (
    before.word !== after.word ||
    before.entity.state !== after.entity.state ||
    before.entity.version !== after.entity.version
  );
}

/** The differences between two reads of one release. New rows do not count as changed. */
export function changesBetween(before: Tree, after: Tree): Changes {
  const flashes = new Map<string, Status>();
  for (const [index, node] of after.nodes.entries()) {
    // Most reads have the same rows in the same places, and comparing is cheaper than a lookup.
    const same = before.nodes[index];
    const old = same?.path === node.path ? same : before.rowOf.get(node.path);
    if (old && hasChanged(old, node)) flashes.set(node.path, node.status);
  }
  const count = flashes.size;
  return count > MOST_FLASHES ? { flashes: new Map(), count } : { flashes, count };
}

/** The latest mark of a row wins. */
export function shownOf(marks: readonly Mark[]): Shown {
  const flashes = new Map<string, Status>();
  let crowd: number | null = null;
  for (const { changes } of marks) {
    for (const [path, status] of changes.flashes) flashes.set(path, status);
    if (changes.flashes.size === 0) crowd = changes.count;
  }
  return { flashes, crowd };
}
