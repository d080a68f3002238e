import { doneOf, isFinal, isOpen as isRunOpen, totalOf } from "@/lib/status";
import { parseTime } from "@/lib/time";
import type {
  App,
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

/** One row of the tree. A cluster and its one bundle share a row, so a bundle is never a row of its own. */
export interface TreeNode {
  readonly path: string;
  readonly id: string;
  readonly type: EntityType;
  /** As in `aria-level`: waves are 1, the release itself is 0. */
  readonly level: number;
  readonly parent: TreeNode | null;
  readonly children: readonly TreeNode[];
  readonly entity: EntityNode;
  readonly bundle: Bundle | null;
  readonly label: string;
  readonly detail: string | null;
  /** The worst of the node and everything below it. */
  readonly status: Status;
  readonly stuck: boolean;
  /** Something here may still move: a failed node that is open reads Failing. */
  readonly open: boolean;
  readonly counts: Counts;
  readonly total: number;
  readonly done: number;
  /** Since when `status` holds, in ms. */
  readonly since: number | null;
  /** The latest change here or below, in ms. */
  readonly changed: number | null;
  /** Folded text that the find box searches. */
  readonly haystack: string;
}

export interface Tree {
  readonly release: Release;
  readonly root: TreeNode;
  /** Every row in tree order, the release excluded. */
  readonly nodes: readonly TreeNode[];
  /** The row that shows a path; a bundle's path leads to its cluster's row. */
  readonly rowOf: ReadonlyMap<string, TreeNode>;
  /** What every app should run, when the apps speak of the release's version at all. */
  readonly targetVersion: string | null;
}

const FINISHED: ReadonlySet<Status> = new Set(["cancelled", "skipped", "succeeded"]);

/** Over, and nobody needs to look: what "hide finished" hides. */
export function isFinished(status: Status): boolean {
  return FINISHED.has(status);
}

export function millis(time: string | null | undefined): number | null {
  return parseTime(time) ?? null;
}

/** The last part of an id: ids carry their surroundings, names do not. */
export function nameOf(entity: Pick<EntityNode, "id" | "name">): string {
  if (entity.name) return entity.name;
  const parts = entity.id.split(":");
  return parts.at(-1) ?? entity.id;
}

/** What a wave is called besides its number: "Wave 2", "wave-2" and "Wave 2: Europe" lose the number. */
export function waveDetail(wave: Pick<Wave, "id" | "name">, ordinal: number): string | null {
  const rest = nameOf(wave)
    .replace(new RegExp(`^wave[\\s_-]*0*${String(ordinal)}\\b[\\s:,–-]*`, "i"), "")
    .trim();
  return rest === "" ? null : rest;
}

/** Whether it may still move. Inline parts have no run of their own: their own status tells. */
export function isOpen(entity: EntityNode): boolean {
  return entity.execution ? isRunOpen(entity.execution) : !isFinal(entity.status);
}

/** A part skipped by plan does not make less of a parent that succeeded. */
function shownStatus(entity: EntityNode): Status {
  if (entity.health === "skipped" && entity.status === "succeeded") return "succeeded";
  return entity.health;
}

/** Since when the entity's own status holds, whatever lies below it. */
export function ownSince(entity: EntityNode): number | null {
  const retrying = entity.status === "retrying" ? millis(entity.execution?.retrying?.since) : null;
  return retrying ?? millis(entity.updated_at) ?? millis(entity.execution?.started_at);
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

/** A state that comes from below holds since the first child has it. */
function sinceOf(entity: EntityNode, children: readonly TreeNode[]): number | null {
  const status = shownStatus(entity);
  if (entity.status === status) return ownSince(entity);
  const isStuck = status === "retrying" && entity.stuck;
  const causes = children.filter((child) => child.status === status && (!isStuck || child.stuck));
  return earliest(causes.map((child) => child.since)) ?? ownSince(entity);
}

interface Place {
  parent: TreeNode | null;
  level: number;
  label: string;
  detail: string | null;
  bundle?: Bundle | null;
}

/** The node without its children: they point back at it, so they are filled in afterwards. */
function makeNode(entity: EntityNode, place: Place, children: TreeNode[]): TreeNode {
  const counts: Counts = entity.type === "app" ? { [entity.status]: 1 } : (entity.counts ?? {});
  const bundle = place.bundle ?? null;
  return {
    path: entity.path,
    id: entity.id,
    type: entity.type,
    level: place.level,
    parent: place.parent,
    children,
    entity,
    bundle,
    label: place.label,
    detail: place.detail,
    status: shownStatus(entity),
    stuck: entity.stuck,
    open: isOpen(entity) || (bundle !== null && isOpen(bundle)),
    counts,
    total: totalOf(counts),
    done: doneOf(counts),
    since: null,
    changed: null,
    haystack: `${place.label} ${place.detail ?? ""} ${entity.id}`.toLowerCase(),
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

class Builder {
  readonly nodes: TreeNode[] = [];
  readonly rowOf = new Map<string, TreeNode>();

  add(entity: EntityNode, place: Place, grow: (node: TreeNode) => TreeNode[]): TreeNode {
    const children: TreeNode[] = [];
    const node: Writable<TreeNode> = makeNode(entity, place, children);
    if (place.parent) this.nodes.push(node);
    this.rowOf.set(node.path, node);
    children.push(...grow(node));
    const times = place.bundle
      ? [millis(entity.updated_at), millis(place.bundle.updated_at)]
      : [millis(entity.updated_at)];
    node.since = sinceOf(entity, children);
    node.changed = latest([...times, ...children.map((child) => child.changed)]);
    return node;
  }

  release(release: Release): TreeNode {
    const place = {
      parent: null,
      level: 0,
      label: nameOf(release),
      detail: release.version ?? null,
    };
    return this.add(release, place, (node) =>
      (release.waves ?? []).map((wave, index) => this.wave(wave, node, index + 1)),
    );
  }

  private wave(wave: Wave, parent: TreeNode, ordinal: number): TreeNode {
    const place = {
      parent,
      level: 1,
      label: `Wave ${String(ordinal)}`,
      detail: waveDetail(wave, ordinal),
    };
    return this.add(wave, place, (node) =>
      (wave.clusters ?? []).map((cluster) => this.cluster(cluster, node)),
    );
  }

  private cluster(cluster: Cluster, parent: TreeNode): TreeNode {
    const bundle = cluster.bundle ?? null;
    const detail = bundle && nameOf(bundle);
    const place = { parent, level: 2, label: nameOf(cluster), detail, bundle };
    const node = this.add(cluster, place, (row) =>
      (bundle?.apps ?? []).map((app) => this.app(app, row)),
    );
    if (bundle) this.rowOf.set(bundle.path, node);
    return node;
  }

  private app(app: App, parent: TreeNode): TreeNode {
    return this.add(app, { parent, level: 3, label: nameOf(app), detail: null }, () => []);
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

export function buildTree(hierarchy: Pick<Hierarchy, "release">): Tree {
  const builder = new Builder();
  const release = hierarchy.release;
  const root = builder.release(release);
  const nodes = builder.nodes;
  return {
    release,
    root,
    nodes,
    rowOf: builder.rowOf,
    targetVersion: targetVersion(release, nodes),
  };
}
