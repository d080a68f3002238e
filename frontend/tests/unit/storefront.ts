import type {
  App,
  Bundle,
  Cluster,
  Counts,
  EntityType,
  Execution,
  Hierarchy,
  Release,
  Status,
  Wave,
} from "@/types/entities";
import { STATUSES } from "@/types/entities";

/** The release of the design pictures: five waves, 240 apps, trouble in wave 2, read at 12:04:30. */
const RELEASE_ID = "release:storefront-2026.48.2";
const TARGET = "2026.48.2";
const BEFORE = "2026.47.3";
export const READ_AT = "2026-11-24T12:04:30Z";
export const NOW = Date.parse(READ_AT);

const APPS = [
  "accounts",
  "catalog",
  "checkout",
  "customer-api",
  "ledger-api",
  "notifications",
  "orders",
  "payments",
  "recommendations",
  "search",
  "shipping",
  "web",
] as const;

const at = (clock: string): string => `2026-11-24T${clock}Z`;

function execution(
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

function appRun(cluster: string, name: string, over: Partial<Execution> = {}): Execution {
  return execution(
    `app:storefront-2026.48.2:${cluster}:${name}`,
    "DeployApp",
    "apps-eu-west",
    over,
  );
}

const inState: Record<string, string> = {
  accounts: "11:55:10",
  catalog: "11:56:02",
  orders: "11:57:20",
};

function doneApp(parent: string, name: string): App {
  return makeApp(parent, name, {
    state: "DEPLOYED",
    updated_at: at(inState[name] ?? "11:56:30"),
    execution: appRun("eu", name, {
      status: "Completed",
      closed_at: at(inState[name] ?? "11:56:30"),
    }),
  });
}

function pendingApp(parent: string, name: string): App {
  return makeApp(parent, name, {
    status: "pending",
    state: "PENDING",
    version: BEFORE,
    code: "not_started",
    reason: "Named, not started",
  });
}

function europe1b(parent: string): App[] {
  const checkout = makeApp(parent, "checkout", {
    status: "failed",
    state: "IMAGE_PULL_FAILED",
    version: BEFORE,
    message: "ImagePullBackOff: storefront/checkout:2026.48.2 not found in registry",
    updated_at: at("11:58:07"),
    links: {
      Logs: "https://logs.example.com/checkout",
      Runbook: "https://runbooks.example.com/image-pull",
    },
    execution: appRun("eu-west-1b", "checkout", {
      status: "Failed",
      closed_at: at("11:58:07"),
      retrying: {
        activity_type: "PullImage",
        attempt: 3,
        maximum_attempts: 3,
        stuck: false,
        last_failure:
          "ImagePullBackOff: registry.acme.dev/storefront/checkout:2026.48.2 not found (404)",
      },
    }),
  });
  const customer = makeApp(parent, "customer-api", {
    status: "running",
    state: "SHIFTING_TRAFFIC",
    message: "Shifting traffic, 60%",
    updated_at: at("12:02:20"),
    execution: appRun("eu-west-1b", "customer-api"),
  });
  const ledger = makeApp(parent, "ledger-api", {
    status: "failed",
    state: "MIGRATION_FAILED",
    version: BEFORE,
    message: "Migration 0412 failed: lock timeout on table ledger_entries",
    updated_at: at("11:59:40"),
    execution: appRun("eu-west-1b", "ledger-api", { status: "Failed", closed_at: at("11:59:40") }),
  });
  const notifications = { ...pendingApp(parent, "notifications"), waiting_for: "ledger-api" };
  const special = new Map(
    [checkout, customer, ledger, notifications].map((app) => [app.name, app]),
  );
  return APPS.map((name) => special.get(name) ?? doneApp(parent, name));
}

function europeCentral(parent: string): App[] {
  const fraud = makeApp(parent, "fraud-scoring", {
    status: "retrying",
    stuck: true,
    state: "PROBING",
    version: BEFORE,
    updated_at: at("11:49:12"),
    execution: appRun("eu-central-1a", "fraud-scoring", {
      retrying: {
        activity_type: "ProbeReadiness",
        attempt: 7,
        stuck: true,
        last_failure: "Readiness probe timed out",
        since: at("11:49:12"),
        next_attempt_at: at("12:05:15"),
      },
    }),
  });
  const running = ["orders", "payments", "search"].map((name) =>
    makeApp(parent, name, {
      status: "running",
      state: "DEPLOYING",
      message: "Starting pods",
      updated_at: at("12:04:27"),
      execution: appRun("eu-central-1a", name),
    }),
  );
  return [
    ...APPS.slice(0, 7)
      .filter((name) => name !== "orders")
      .map((name) => doneApp(parent, name)),
    doneApp(parent, "web"),
    ...running,
    fraud,
    pendingApp(parent, "shipping"),
  ];
}

const allDone = (parent: string): App[] => APPS.map((name) => doneApp(parent, name));
const allPending = (parent: string): App[] => APPS.map((name) => pendingApp(parent, name));

function pendingWave(ordinal: number, name: string, regions: readonly string[]): Wave {
  return makeWave(
    ordinal,
    name,
    (path) =>
      regions.map((region) => ({
        ...makeCluster(path, region, allPending, { status: "pending" }),
        execution: null,
      })),
    { status: "pending", state: "PENDING" },
  );
}

function regions(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1)}a`);
}

export function storefront(): Hierarchy {
  const canary = makeWave(
    1,
    "Canary",
    (path) => [
      makeCluster(path, "eu-north-1a", allDone, {
        status: "succeeded",
        updated_at: at("11:47:20"),
      }),
    ],
    {
      status: "succeeded",
      updated_at: at("11:47:20"),
      execution: execution("wave:storefront-2026.48.2:1", "DeployWave", "waves", {
        status: "Completed",
        started_at: at("11:38:10"),
        closed_at: at("11:47:20"),
      }),
    },
  );
  const early = makeWave(
    2,
    "Early Europe",
    (path) => [
      makeCluster(path, "eu-central-1a", europeCentral, { updated_at: at("11:49:02") }),
      makeCluster(path, "eu-west-1a", allDone, { status: "succeeded", updated_at: at("11:56:30") }),
      makeCluster(path, "eu-west-1b", europe1b, {
        updated_at: at("11:49:02"),
        state: "DEPLOYING_DEGRADED",
        message:
          "2 of 12 apps failed. The bundle goes on with the apps that do not depend on them.",
        previous_version: BEFORE,
      }),
    ],
    {
      execution: execution("wave:storefront-2026.48.2:2", "DeployWave", "waves"),
      updated_at: at("11:47:30"),
    },
  );
  const release = makeRelease(
    [
      canary,
      early,
      pendingWave(3, "Europe", regions("eu-south", 4)),
      pendingWave(4, "Americas", regions("us-east", 6)),
      pendingWave(5, "Asia Pacific", regions("ap-south", 6)),
    ],
    { message: "Wave 3 is held until they recover." },
  );
  return { release, read_at: READ_AT, complete: true, progress: { read: 284, known: 284 } };
}
