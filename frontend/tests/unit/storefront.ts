import type { App, Execution, Hierarchy, Wave } from "@/types/entities";
import {
  BEFORE,
  READ_AT,
  at,
  execution,
  makeApp,
  makeCluster,
  makeRelease,
  makeWave,
} from "./factories";

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

/** The release of the design pictures: five waves, 240 apps, trouble in wave 2. */
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
