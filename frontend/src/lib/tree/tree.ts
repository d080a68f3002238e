import { doneOf, totalOf } from "@/lib/words/status";
import { labelOf, millis, sinceOf, wordOf } from "@/lib/words/told";
import type {
  Bundle,
  Cluster,
  Counts,
  EntityNode,
  EntityType,
  GivenApproval,
  Hierarchy,
  NodeProblem,
  Release,
  Status,
  Word,
} from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";

const FINISHED: ReadonlySet<Status> = new Set(["cancelled", "skipped", "succeeded"]);

/** Over, and nobody needs to look: what "hide finished" hides. */
export function isFinished(status: Status): boolean {
  return FINISHED.has(status);
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function latest(times: readonly (number | null)[]): number | null {
  return times.reduce(
    (best, time) => (best === null || (time !== null && time > best) ? time : best),
    null,
  );
}

function ownChange(entity: EntityNode | null): number | null {
  return entity && latest([sinceOf(entity), millis(entity.updated_at)]);
}

interface Place {
  label: string;
  detail: string | null;
  bundle?: Bundle | null;
}

/**
 * One row of the tree. A cluster and its one bundle share a row, so a bundle is never a row of its own. What
 * costs something is worked out when a row is first asked for it: of ten thousand rows some fifty are shown.
 */
export class TreeNode {
  /** In the order of the answer; complete once the tree is built. */
  readonly children: TreeNode[] = [];
  readonly label: string;
  readonly detail: string | null;
  readonly bundle: Bundle | null;
  /** As in `aria-level`: waves are 1, the release itself is 0. */
  readonly level: number;
  #changed: number | null | undefined;
  #haystack: string | undefined;

  constructor(
    readonly entity: EntityNode,
    readonly parent: TreeNode | null,
    { label, detail, bundle = null }: Place,
  ) {
    this.label = label;
    this.detail = detail;
    this.bundle = bundle;
    this.level = parent ? parent.level + 1 : 0;
  }

  get path(): string {
    return this.entity.path;
  }

  get id(): string {
    return this.entity.id;
  }

  get type(): EntityType {
    return this.entity.type;
  }

  /** What its badge says, of all that stands in the row. */
  get word(): Word {
    return wordOf(this.entity);
  }

  /** The icon and colour of that word. */
  get status(): Status {
    return TERMS[this.word].status;
  }

  get stuck(): boolean {
    return this.entity.stuck;
  }

  get counts(): Counts {
    const { entity } = this;
    return entity.type === "app" ? { [entity.status]: 1 } : (entity.counts ?? {});
  }

  get total(): number {
    return totalOf(this.counts);
  }

  get done(): number {
    return doneOf(this.counts);
  }

  /** Since when its word holds, in ms. */
  get since(): number | null {
    return sinceOf(this.entity);
  }

  /** When it was last read, in ms, if that is too long ago for it to be as it was. */
  get staleSince(): number | null {
    const own = [this.entity, this.bundle].filter((entity) => entity?.stale);
    if (own.length === 0) return null;
    const times = own.map((entity) => millis(entity?.read_at));
    // A green row is stale with what is below it.
    return earliest([...times, ...this.children.map((child) => child.staleSince)]);
  }

  /** Whether its word is the one it has now. */
  get isKnown(): boolean {
    return this.status !== "unknown" && this.staleSince === null;
  }

  /** When it began and ended, in ms. */
  get started(): number | null {
    return millis(this.entity.started_at);
  }

  get ended(): number | null {
    return millis(this.entity.ended_at);
  }

  /** The latest change here or below, in ms. */
  get changed(): number | null {
    if (this.#changed === undefined) {
      const { entity, bundle, children } = this;
      const below = children.map((child) => child.changed);
      this.#changed = latest([ownChange(entity), ownChange(bundle), ...below]);
    }
    return this.#changed;
  }

  /** Folded text that the find box searches. */
  get haystack(): string {
    this.#haystack ??= `${this.label} ${this.detail ?? ""} ${this.id}`.toLowerCase();
    return this.#haystack;
  }
}

function targetVersion(release: Release, nodes: readonly TreeNode[]): string | null {
  const target = release.version ?? null;
  if (target === null) return null;
  const known = new Set([target, release.previous_version ?? target]);
  return nodes.some((node) => node.type === "app" && known.has(node.entity.version ?? ""))
    ? target
    : null;
}

function byPath(nodes: readonly TreeNode[]): Map<string, TreeNode> {
  const rowOf = new Map<string, TreeNode>();
  for (const node of nodes) {
    rowOf.set(node.path, node);
    if (node.bundle) rowOf.set(node.bundle.path, node);
  }
  return rowOf;
}

type Judged = Pick<Hierarchy, "release" | "problems" | "current_wave"> &
  Partial<Pick<Hierarchy, "approvals">>;

export class Tree {
  readonly release: Release;
  /** What needs a person, by cause: worst first, then the longest. */
  readonly problems: readonly NodeProblem[];
  /** Those given, the newest first. */
  readonly approvals: readonly GivenApproval[];
  /** The wave a release is in. None once it is over. */
  readonly currentWave: TreeNode | null;
  /** What every app should run, when the apps speak of the release's version at all. */
  readonly targetVersion: string | null;
  #rowOf: ReadonlyMap<string, TreeNode> | undefined;
  #problemRows: readonly TreeNode[] | undefined;

  constructor(
    { release, problems, current_wave, approvals = [] }: Judged,
    readonly root: TreeNode,
    /** Every row in tree order, the release excluded. */
    readonly nodes: readonly TreeNode[],
  ) {
    this.release = release;
    this.problems = problems;
    this.approvals = approvals;
    this.currentWave = root.children[current_wave ?? -1] ?? null;
    this.targetVersion = targetVersion(release, nodes);
  }

  /** The row that shows a path; a bundle's path leads to its cluster's row. */
  get rowOf(): ReadonlyMap<string, TreeNode> {
    this.#rowOf ??= byPath([this.root, ...this.nodes]);
    return this.#rowOf;
  }

  /** The rows that need a person, in tree order. The release itself has no row. */
  get problemRows(): readonly TreeNode[] {
    if (this.#problemRows === undefined) {
      const paths = this.problems.flatMap((problem) => problem.paths);
      const rows = new Set(paths.map((path) => this.rowOf.get(path)));
      this.#problemRows = this.nodes.filter((node) => rows.has(node));
    }
    return this.#problemRows;
  }
}

export function buildTree(judged: Judged): Tree {
  const { release } = judged;
  const nodes: TreeNode[] = [];
  const add = (entity: EntityNode, parent: TreeNode, place: Place): TreeNode => {
    const node = new TreeNode(entity, parent, place);
    parent.children.push(node);
    nodes.push(node);
    return node;
  };
  const addCluster = (cluster: Cluster, parent: TreeNode): void => {
    const bundle = cluster.bundle ?? null;
    const detail = bundle && labelOf(bundle);
    const row = add(cluster, parent, { label: labelOf(cluster), detail, bundle });
    for (const app of bundle?.apps ?? []) add(app, row, { label: labelOf(app), detail: null });
  };
  const root = new TreeNode(release, null, {
    label: labelOf(release),
    detail: release.version ?? null,
  });
  for (const wave of release.waves) {
    const row = add(wave, root, { label: labelOf(wave), detail: wave.detail ?? null });
    for (const cluster of wave.clusters) addCluster(cluster, row);
  }
  return new Tree(judged, root, nodes);
}
