import { childrenOf } from "@/services/parse";
import type { Changes, EntityNode, Hierarchy } from "@/types/entities";

/** What the server would send, worked out by comparing the two trees node by node. */
export function changesOf(before: Hierarchy, after: Hierarchy): Changes {
  const { release, ...rest } = after;
  const changes: Changes = { ...rest, nodes: [], children: {} };
  const compare = (now: EntityNode, then: EntityNode | undefined) => {
    if (JSON.stringify(now) === JSON.stringify(then)) return;
    const own = {
      ...now,
      waves: undefined,
      clusters: undefined,
      bundle: undefined,
      apps: undefined,
    };
    changes.nodes.push(own);
    const ids = childrenOf(now).map(({ id }) => id);
    const former = new Map((then ? childrenOf(then) : []).map((child) => [child.id, child]));
    if (ids.join() !== [...former.keys()].join()) changes.children[now.path] = ids;
    for (const child of childrenOf(now)) compare(child, former.get(child.id));
  };
  compare(release, before.release);
  return changes;
}
