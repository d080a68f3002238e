import { groupsOf } from "@/lib/tree/grouping";
import { placeOf } from "@/lib/tree/lineage";
import { millis, ownSince } from "@/lib/tree/tree";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { formatNumber, needApproval } from "@/lib/words/words";
import type { EntityNode, Status } from "@/types/entities";

export type ProblemKind = "failed" | "stuck" | "unknown" | "waiting";

/** One row of the problems list: a node, or many nodes with the same cause. */
export interface Problem {
  readonly key: string;
  readonly kind: ProblemKind;
  readonly status: Status;
  /** What the row is called and leads to: the node, or what all of them stand in. */
  readonly node: TreeNode;
  /** The entity that has the trouble: of a shared row either the cluster or its bundle. */
  readonly entity: EntityNode;
  readonly nodes: readonly TreeNode[];
  readonly place: readonly string[];
  readonly cause: string | null;
  readonly attempt: string | null;
  readonly nextAttempt: number | null;
  readonly since: number | null;
}

/** Worst first. */
export const KINDS: readonly ProblemKind[] = ["failed", "stuck", "unknown", "waiting"];

function kindOf(entity: EntityNode): ProblemKind | null {
  switch (entity.status) {
    case "failed":
      return "failed";
    case "retrying":
      return entity.execution?.retrying?.stuck === true || (entity.type === "app" && entity.stuck)
        ? "stuck"
        : null;
    case "unknown":
      // What is only not read yet is no trouble: the reading banner counts it.
      return entity.code === "not_read_yet" ? null : "unknown";
    case "waiting":
      return "waiting";
    default:
      return null;
  }
}

interface Trouble {
  kind: ProblemKind;
  node: TreeNode;
  entity: EntityNode;
}

function troubleOf(node: TreeNode): Trouble | null {
  // Whoever lets the wave begin is asked by the release.
  if (node.isHeld && node.parent) return { kind: "waiting", node, entity: node.parent.entity };
  const own = kindOf(node.entity);
  const bundled = node.bundle ? kindOf(node.bundle) : null;
  // A bundle stands nearer to the cause than its cluster.
  if (node.bundle && bundled && (own === null || KINDS.indexOf(bundled) <= KINDS.indexOf(own))) {
    return { kind: bundled, node, entity: node.bundle };
  }
  return own && { kind: own, node, entity: node.entity };
}

/** Troubles in tree order. A parent in the same trouble as something below it only repeats it. */
function findTroubles(tree: Tree): Trouble[] {
  const found: Trouble[] = [];
  const explained = new Map<TreeNode, Set<ProblemKind>>();
  // Backwards, so that every node comes after all that lies below it.
  for (const node of [tree.root, ...tree.nodes].toReversed()) {
    const trouble = troubleOf(node);
    if (trouble === null || explained.get(node)?.has(trouble.kind) === true) continue;
    found.push(trouble);
    for (let up = node.parent; up; up = up.parent) {
      const kinds = explained.get(up) ?? new Set();
      explained.set(up, kinds.add(trouble.kind));
    }
  }
  return found.toReversed();
}

/** Half a dozen parts of the page ask for the troubles of one and the same tree. */
const known = new WeakMap<Tree, Trouble[]>();

function troubles(tree: Tree): Trouble[] {
  const found = known.get(tree) ?? findTroubles(tree);
  known.set(tree, found);
  return found;
}

/** Every row in trouble, in tree order: where `n` goes. The release itself has no row. */
export function problemNodes(tree: Tree): TreeNode[] {
  return troubles(tree).flatMap(({ node }) => (node.parent ? [node] : []));
}

/** What Temporal says is newer than the workflow's last word. */
function isTemporals({ status, code }: Said): boolean {
  return status === "unknown" || /^(?:execution_|activity_|between_runs$)/.test(code ?? "");
}

type Said = Pick<
  EntityNode,
  "status" | "code" | "message" | "reason" | "waiting_for" | "execution"
>;

/** What an entity says about its trouble, nearest to the cause first. */
export function causeOf(entity: Said): string | null {
  const message = entity.message ?? null;
  const reason = entity.reason ?? null;
  const failure = entity.execution?.retrying?.last_failure ?? null;
  if (entity.code === "between_runs") return reason ?? message;
  if (entity.status === "retrying") return failure ?? message ?? reason;
  if (entity.status === "waiting") {
    return entity.waiting_for ? `Waiting for ${entity.waiting_for}` : (message ?? reason);
  }
  return isTemporals(entity) ? (reason ?? message) : (message ?? reason ?? failure);
}

/** "3 of 3", "7, no limit", "1, not retried": only what Temporal tells of a pending activity. */
export function attemptOf(entity: EntityNode): string | null {
  const retrying = entity.execution?.retrying;
  if (!retrying) return null;
  const limit = retrying.maximum_attempts ?? 0;
  const attempt = formatNumber(retrying.attempt);
  if (limit === 1) return `${attempt}, not retried`;
  return limit > 0 ? `${attempt} of ${formatNumber(limit)}` : `${attempt}, no limit`;
}

function single({ kind, node, entity }: Trouble): Problem {
  return {
    key: entity.path,
    kind,
    status: entity.status,
    node,
    entity,
    nodes: [node],
    place: placeOf(node),
    cause: causeOf(entity),
    attempt: attemptOf(entity),
    nextAttempt: millis(entity.execution?.retrying?.next_attempt_at),
    since: ownSince(entity),
  };
}

function compare(a: Problem, b: Problem): number {
  const byKind = KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);
  if (byKind !== 0) return byKind;
  return (a.since ?? Number.POSITIVE_INFINITY) - (b.since ?? Number.POSITIVE_INFINITY) || 0;
}

/** The problems list: worst first, then the longest. */
export function problemRows(tree: Tree): Problem[] {
  return groupsOf(troubles(tree).map(single), tree.root).toSorted(compare);
}

/** "1 stuck", "2 need approval" */
export function kindText(kind: ProblemKind, count: number): string {
  return kind === "waiting" ? needApproval(count) : `${formatNumber(count)} ${kind}`;
}

/** "2 failed, 1 stuck, all in wave 2" */
export function problemSummary(problems: readonly Problem[]): string {
  const counts = KINDS.map((kind) => {
    const nodes = problems
      .filter((problem) => problem.kind === kind)
      .flatMap((problem) => problem.nodes);
    return nodes.length > 0 ? kindText(kind, nodes.length) : null;
  }).filter((text) => text !== null);
  const waves = wavesOf(problems.flatMap((problem) => problem.nodes));
  const [only] = waves;
  const place = waves.length === 1 && only ? `all in ${only.label.toLowerCase()}` : null;
  return [...counts, ...(place === null ? [] : [place])].join(", ");
}

/** The waves that nodes stand in, in rollout order. */
export function wavesOf(nodes: readonly TreeNode[]): TreeNode[] {
  const waves = new Set<TreeNode>();
  for (const node of nodes) {
    let up = node;
    while (up.parent?.parent) up = up.parent;
    if (up.level === 1) waves.add(up);
  }
  return [...waves];
}

/** Where `n` leads from the active row: problems in tree order, round and round. */
export function nextProblem(tree: Tree, from: string | null, step: 1 | -1): TreeNode | null {
  const problems = problemNodes(tree);
  const at = from === null ? -1 : tree.nodes.findIndex((node) => node.path === from);
  const order = new Map(tree.nodes.map((node, index) => [node, index]));
  const isPast = (node: TreeNode): boolean => ((order.get(node) ?? 0) - at) * step > 0;
  const found = step === 1 ? problems.find(isPast) : problems.findLast(isPast);
  return found ?? (step === 1 ? problems.at(0) : problems.at(-1)) ?? null;
}
