import type {
  App,
  Bundle,
  Cluster,
  Counts,
  EntityType,
  Execution,
  Release,
  Status,
  Wave,
} from "@/types/entities";
import { STATUSES } from "@/types/entities";

/** Trees in the shape that the API answers, rolled up as the server does it. */
export const RELEASE_ID = "release:storefront-2026.48.2";
export const TARGET = "2026.48.2";
export const BEFORE = "2026.47.3";
export const READ_AT = "2026-11-24T12:04:30Z";
export const NOW = Date.parse(READ_AT);

export const at = (clock: string): string => `2026-11-24T${clock}Z`;

export function execution(
  workflowId: string,
  type: string,
  queue: string,
  over: Partial<Execution> = {},
): Execution {
  return {
    workflow_id: workflowId,
    run_id: `0193a6de-41c7-7b52-9e0f-${workflowId.length.toString(16).padStart(12, "6c1d84be2a70")}`,
    workflow_type: type,
    status: "Running",
    task_queue: queue,
    started_at: at("11:49:02"),
    ...over,
  };
}

function worst(statuses: readonly Status[]): Status {
  return STATUSES.find((status) => statuses.includes(status)) ?? "succeeded";
}

function addUp(parts: readonly { counts?: Counts }[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const part of parts) {
    for (const [status, count] of Object.entries(part.counts ?? {}))
      sum[status] = (sum[status] ?? 0) + count;
  }
  return sum;
}

function rollUp(
  own: Status,
  children: readonly { health: Status; stuck: boolean; counts?: Counts }[],
) {
  return {
    status: own,
    health: worst([own, ...children.map((child) => child.health)]),
    stuck: children.some((child) => child.stuck),
    counts: addUp(children),
  };
}

function base<T extends EntityType>(type: T, id: string, parent: string) {
  return { id, type, path: parent === "" ? id : `${parent}/${id}` };
}

export function makeApp(parent: string, name: string, over: Partial<App> = {}): App {
  const status = over.status ?? "succeeded";
  return {
    ...base("app", `app:${name}`, parent),
    name,
    status,
    health: status,
    stuck: false,
    state: status.toUpperCase(),
    version: TARGET,
    counts: { [status]: 1 },
    ...over,
  };
}

export function makeCluster(
  parent: string,
  name: string,
  apps: (bundlePath: string) => App[],
  over: Partial<Cluster> = {},
): Cluster {
  const head = base("cluster", `cluster:${name}`, parent);
  const bundleHead = base("bundle", "bundle:storefront-core", head.path);
  const list = apps(bundleHead.path);
  const own = over.status ?? "running";
  const bundle: Bundle = {
    ...bundleHead,
    name: "storefront-core",
    state: own.toUpperCase(),
    version: TARGET,
    ...rollUp(own, list),
    updated_at: over.updated_at ?? null,
    execution: execution(
      `bundle:storefront-2026.48.2:${name}`,
      "DeployBundle",
      `bundles-${name.slice(0, 7)}`,
    ),
    apps: list,
  };
  return {
    ...head,
    name,
    state: own.toUpperCase(),
    version: TARGET,
    execution: execution(
      `cluster:storefront-2026.48.2:${name}`,
      "DeployCluster",
      `clusters-${name.slice(0, 7)}`,
    ),
    ...over,
    ...rollUp(own, [bundle]),
    bundle,
  };
}

export function makeWave(
  ordinal: number,
  name: string,
  clusters: (path: string) => Cluster[],
  over: Partial<Wave> = {},
): Wave {
  const head = base("wave", `wave:wave-${String(ordinal)}`, RELEASE_ID);
  const list = clusters(head.path);
  return {
    ...head,
    name,
    version: TARGET,
    state: "DEPLOYING",
    ...over,
    ...rollUp(over.status ?? "running", list),
    clusters: list,
  };
}

export function makeRelease(waves: Wave[], over: Partial<Release> = {}): Release {
  return {
    ...base("release", RELEASE_ID, ""),
    name: "Storefront",
    version: TARGET,
    previous_version: BEFORE,
    state: "ROLLING_OUT",
    updated_at: at("11:47:20"),
    execution: execution(RELEASE_ID, "ReleaseWorkflow", "releases", { started_at: at("11:38:00") }),
    links: { Logs: "https://logs.example.com/storefront" },
    ...over,
    ...rollUp(over.status ?? "running", waves),
    waves,
  };
}
