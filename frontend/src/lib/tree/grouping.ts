import { ancestorPaths, placeOf } from "@/lib/tree/lineage";
import type { Problem } from "@/lib/tree/problems";
import type { TreeNode } from "@/lib/tree/tree";
import { plural } from "@/lib/words/words";

/** From this many on, nodes with one cause make one row: two can still be read one by one. */
const GROUP_FROM = 3;

/** Stands in a shared cause for what differs from node to node. */
const HOLE = "…";

/** Where a token stands alone: "web" is no part of "web-api" or "web.eu", "app:1" none of "app:1:2". */
function standing(token: string, joints: "." | ".:"): RegExp {
  const exact = token.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const part = "[\\p{L}\\p{N}_-]";
  return new RegExp(`(?<!${part}|${part}[${joints}])${exact}(?!${part}|[${joints}]${part})`, "gu");
}

/** The cause without the node's own id and name. A bare number is no name: it may be an exit code as well. */
export function sharedCause(cause: string, { id, label }: { id: string; label: string }): string {
  const withoutId = cause.replace(standing(id, ".:"), HOLE);
  return /\p{L}/u.test(label) ? withoutId.replace(standing(label, "."), HOLE) : withoutId;
}

function sharedCauseOf({ cause, entity, node }: Problem): string {
  return sharedCause(cause ?? "", { id: entity.id, label: node.label });
}

/** The nearest row that all of them stand in; the release when they stand apart. */
function commonParent(nodes: readonly TreeNode[], root: TreeNode): TreeNode {
  const [first, ...others] = nodes;
  if (!first) return root;
  const path = ancestorPaths(first).find((one) =>
    others.every((other) => other.path.startsWith(`${one}/`)),
  );
  for (let up = first.parent; up; up = up.parent) {
    if (up.path === path) return up;
  }
  return root;
}

/** "6 apps", "2 clusters"; "7 parts" where the levels differ. */
function countParts(nodes: readonly TreeNode[]): string {
  const types = new Set(nodes.map((node) => node.type));
  return plural(nodes.length, types.size === 1 ? (nodes[0]?.type ?? "part") : "part");
}

function group(members: readonly Problem[], root: TreeNode): Problem | null {
  const [first] = members;
  if (!first) return null;
  const nodes = members.map((member) => member.node);
  const parent = commonParent(nodes, root);
  const times = members.flatMap((member) => member.since ?? []);
  const isSame = members.every((member) => member.cause === first.cause);
  return {
    ...first,
    key: `${first.kind}:${parent.path}:${sharedCauseOf(first)}`,
    node: parent,
    entity: parent.entity,
    nodes,
    place: [...placeOf(parent), countParts(nodes)],
    cause: isSame ? first.cause : sharedCauseOf(first),
    attempt: null,
    nextAttempt: null,
    since: times.length > 0 ? Math.min(...times) : null,
  };
}

/** Makes one row of many nodes with the same cause. */
export function groupsOf(singles: readonly Problem[], root: TreeNode): Problem[] {
  const byCause = new Map<string, Problem[]>();
  for (const problem of singles) {
    const key = `${problem.kind}\n${sharedCauseOf(problem)}`;
    const members = byCause.get(key);
    if (members) members.push(problem);
    else byCause.set(key, [problem]);
  }
  return [...byCause.values()].flatMap((members) => {
    const grouped = members.length >= GROUP_FROM ? group(members, root) : null;
    return grouped ? [grouped] : members;
  });
}
