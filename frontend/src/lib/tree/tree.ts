import { doneOf, isFinal, isOpen as isRunOpen, totalOf } from "@/lib/words/status";
import { parseTime } from "@/lib/words/time";
import type {
  Bundle,
  Cluster,
  Counts,
  EntityNode,
  EntityType,
  Hierarchy,
  Release,
  Status,
  Wave,
} from "@/types/entities";

const FINISHED: ReadonlySet<Status> = new Set(["cancelled", "skipped", "succeeded"]);

/** Over, and nobody needs to look: what "hide finished" hides. */
export function isFinished(status: Status): boolean {
  return FINISHED.has(status);
}

export function millis(time: string | null | undefined): number | null {
  return parseTime(time) ?? null;
}

function afterType(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}

type Named = Pick<EntityNode, "id" | "name"> & { path?: string };

/** Its name, else its id without the type and without what an id above it says already. */
export function nameOf(entity: Named): string {
  if (entity.name) return entity.name;
  const own = afterType(entity.id);
  const above = (entity.path ?? "").split("/").slice(0, -1).map(afterType);
  const said = above.filter((name) => own.startsWith(`${name}:`)).map((name) => name.length + 1);
  return own.slice(Math.max(0, ...said)) || own;
}

/** A name that says no more than the number: "Wave 2", "wave-02", "2". */
function isOrdinal(text: string, ordinal: string): boolean {
  return new RegExp(`^(?:wave)?[\\s_:.#-]*0*${ordinal}$`, "i").test(text);
}

/** What a wave is called besides its number: "Wave 2", "wave-2" and "Wave 2: Europe" lose the number. */
export function waveDetail(wave: Named, ordinal: number): string | null {
  const name = nameOf(wave);
  if (!wave.name) {
    // A number in an id is made by the program that counts, not told to people.
    const last = name.slice(name.lastIndexOf(":") + 1);
    return isOrdinal(last, "\\d+") ? null : name;
  }
  if (isOrdinal(name, String(ordinal))) return null;
  const rest = name
    .replace(new RegExp(`^wave[\\s_-]*0*${String(ordinal)}\\b[\\s:,–-]*`, "i"), "")
    .trim();
  return rest === "" ? null : rest;
}

/** Whether it may still move. Inline parts have no run of their own: their own status tells. */
export function isOpen({ execution, status }: Pick<EntityNode, "execution" | "status">): boolean {
  return execution ? isRunOpen(execution) : !isFinal(status);
}

/** A part skipped by plan does not make less of a parent that succeeded. */
export function shownStatus(entity: Pick<EntityNode, "status" | "health">): Status {
  if (entity.health === "skipped" && entity.status === "succeeded") return "succeeded";
  return entity.health;
}

/** Since when the entity's own status holds, whatever lies below it. */
export function ownSince(entity: EntityNode): number | null {
  const { execution, code } = entity;
  const retrying = entity.status === "retrying" ? millis(execution?.retrying?.since) : null;
  // Temporal ended the run after the workflow had spoken for the last time.
  const ended = (code ?? "").startsWith("execution_") ? millis(execution?.closed_at) : null;
  return retrying ?? ended ?? millis(entity.updated_at) ?? millis(execution?.started_at);
}

function earliest(times: readonly (number | null)[]): number | null {
  return times.reduce(
    (best, time) => (best === null || (time !== null && time < best) ? time : best),
    null,
  );
}

function latest(times: readonly (number | null)[]): number | null {
  return times.reduce(
    (best, time) => (best === null || (time !== null && time > best) ? time : best),
    null,
  );
}

/** A state that comes from below holds since the first part has it. */
function sinceOf({ entity, bundle, children, parent, isHeld }: TreeNode): number | null {
  if (isHeld && parent) return ownSince(parent.entity);
  const status = shownStatus(entity);
  if (entity.status === status) return ownSince(entity);
  if (bundle?.status === status) return ownSince(bundle);
  const isStuck = status === "retrying" && entity.stuck;
  const causes = children.filter((child) => child.status === status && (!isStuck || child.stuck));
  return earliest(causes.map((child) => child.since)) ?? ownSince(entity);
}

/** What tells where a rollout is; a row of the list knows no runs of its waves. */
type WaveFacts = Pick<Wave, "status" | "health" | "execution">;

/** The wave that an open release is in: under way, else in trouble, else next. The same on list and page. */
export function currentWaveIndex(waves: readonly WaveFacts[]): number | undefined {
  const first = (isIt: (wave: WaveFacts) => boolean): number | undefined => {
    const index = waves.findIndex(isIt);
    return index < 0 ? undefined : index;
  };
  return (
    // A wave that reports failures may still be under way, so it is the run that counts.
    first((wave) => isOpen(wave) && wave.status !== "pending") ??
    first(({ health }) => health === "failed" || health === "unknown") ??
    first(({ status }) => status === "pending")
  );
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
  /** Its release waits for a person to let it begin. */
  isHeld = false;
  #since: number | null | undefined;
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

  /** The worst of the node and everything below it. */
  get status(): Status {
    return this.isHeld ? "waiting" : shownStatus(this.entity);
  }

  get stuck(): boolean {
    return this.entity.stuck;
  }

  /** Something here may still move: a failed node that is open reads Failing. */
  get open(): boolean {
    return isOpen(this.entity) || (this.bundle !== null && isOpen(this.bundle));
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

  /** Since when `status` holds, in ms. */
  get since(): number | null {
    if (this.#since === undefined) this.#since = sinceOf(this);
    return this.#since;
  }

  /** The latest change here or below, in ms. */
  get changed(): number | null {
    if (this.#changed === undefined) {
      const { entity, bundle, children } = this;
      const own = [ownSince(entity), millis(entity.updated_at), bundle && ownSince(bundle)];
      this.#changed = latest([...own, this.since, ...children.map((child) => child.changed)]);
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

export class Tree {
  /** What every app should run, when the apps speak of the release's version at all. */
  readonly targetVersion: string | null;
  #rowOf: ReadonlyMap<string, TreeNode> | undefined;

  constructor(
    readonly release: Release,
    readonly root: TreeNode,
    /** Every row in tree order, the release excluded. */
    readonly nodes: readonly TreeNode[],
  ) {
    this.targetVersion = targetVersion(release, nodes);
  }

  /** The row that shows a path; a bundle's path leads to its cluster's row. */
  get rowOf(): ReadonlyMap<string, TreeNode> {
    this.#rowOf ??= byPath([this.root, ...this.nodes]);
    return this.#rowOf;
  }
}

/** The wave that a release which waits for a person does not let begin. */
function heldWave(root: TreeNode): TreeNode | undefined {
  if (!root.open || root.entity.status !== "waiting") return undefined;
  const index = currentWaveIndex(root.children.map(({ entity }) => entity));
  const wave = root.children[index ?? -1];
  return wave?.status === "pending" ? wave : undefined;
}

export function buildTree({ release }: Pick<Hierarchy, "release">): Tree {
  const nodes: TreeNode[] = [];
  const add = (entity: EntityNode, parent: TreeNode, place: Place): TreeNode => {
    const node = new TreeNode(entity, parent, place);
    parent.children.push(node);
    nodes.push(node);
    return node;
  };
  const addCluster = (cluster: Cluster, parent: TreeNode): void => {
    const bundle = cluster.bundle ?? null;
    const detail = bundle && nameOf(bundle);
    const row = add(cluster, parent, { label: nameOf(cluster), detail, bundle });
    for (const app of bundle?.apps ?? []) add(app, row, { label: nameOf(app), detail: null });
  };
  const root = new TreeNode(release, null, {
    label: nameOf(release),
    detail: release.version ?? null,
  });
  for (const [index, wave] of (release.waves ?? []).entries()) {
    const ordinal = index + 1;
    const place = { label: `Wave ${String(ordinal)}`, detail: waveDetail(wave, ordinal) };
    const row = add(wave, root, place);
    for (const cluster of wave.clusters ?? []) addCluster(cluster, row);
  }
  const tree = new Tree(release, root, nodes);
  const held = heldWave(root);
  if (held) held.isHeld = true;
  return tree;
}
