import type { Tree, TreeNode } from "@/lib/tree/tree";
import type { Status } from "@/types/entities";

export interface Changes {
  /** What to flash, and in which status' tint. Empty when too much changed at once. */
  readonly flashes: ReadonlyMap<string, Status>;
  readonly count: number;
}

/** What one read changed, and until when it is shown. */
export interface Mark {
  readonly changes: Changes;
  readonly until: number;
}

/** What is shown of several reads at once. */
export interface Shown {
  readonly flashes: ReadonlyMap<string, Status>;
  /** How many rows the last read changed of which there were too many to flash. */
  readonly crowd: number | null;
}

/** Beyond this a flash is a flicker: only the count is told. */
const MOST_FLASHES = 100;

function hasChanged(before: TreeNode, after: TreeNode): boolean {
  return (
    before.word !== after.word ||
    before.entity.state !== after.entity.state ||
    before.entity.version !== after.entity.version
  );
}

/** What differs between two reads of one release. What is merely new did not change. */
export function changesBetween(before: Tree, after: Tree): Changes {
  const flashes = new Map<string, Status>();
  for (const [index, node] of after.nodes.entries()) {
    // Most reads have the same rows, and to compare is cheaper than to look up.
    const same = before.nodes[index];
    const old = same?.path === node.path ? same : before.rowOf.get(node.path);
    if (old && hasChanged(old, node)) flashes.set(node.path, node.status);
  }
  const count = flashes.size;
  return count > MOST_FLASHES ? { flashes: new Map(), count } : { flashes, count };
}

/** Of two marks on one row the later says how it is now. */
export function shownOf(marks: readonly Mark[]): Shown {
  const flashes = new Map<string, Status>();
  let crowd: number | null = null;
  for (const { changes } of marks) {
    for (const [path, status] of changes.flashes) flashes.set(path, status);
    if (changes.flashes.size === 0) crowd = changes.count;
  }
  return { flashes, crowd };
}
