import type {
  App,
  Cluster,
  Execution,
  Hierarchy,
  NodeProblem,
  Status,
  Verdict,
  Wave,
  Word,
} from "@/types/entities";

/** Trees of any size in the shape that the API answers, the same for the same arguments. */
export const BIG = "release:big-1.0";

const APPS = 12;
/** A cluster, its bundle and their apps. */
const NODES_PER_CLUSTER = APPS + 2;
const BEGAN = Date.parse("2026-11-24T11:00:00Z");

function iso(seconds: number): string {
  return new Date(BEGAN + seconds * 1000).toISOString();
}

/** Varied like real ids, so that a compressed answer is not flattered. */
function runId(seed: number): string {
  const part = (salt: number): string =>
    (Math.imul(seed + 1, 2_654_435_761 + salt * 97) >>> 0).toString(16).padStart(8, "0");
  return `${part(1)}-${part(2).slice(0, 4)}-7${part(3).slice(0, 3)}-9${part(4).slice(0, 3)}-${part(5)}${part(6).slice(0, 4)}`;
}

function execution(id: string, type: string, seed: number): Execution {
  return {
    workflow_id: id,
    run_id: runId(seed),
    workflow_type: type,
    status: "Running",
    task_queue: "releases",
    started_at: iso(seed % 1800),
  };
}

/** A run, and what the server makes of it. */
function ran(id: string, type: string, seed: number) {
  const run = execution(id, type, seed);
  return { execution: run, started_at: run.started_at ?? null };
}

function statusOf(index: number, round: number, changed: number): Status {
  // Each round moves as many apps as are to change, and others than the round before.
  const step = Math.max(1, Math.round(1 / changed));
  if (changed > 0 && round > 0 && (index + round) % step === 0) {
    return round % 2 === 0 ? "running" : "succeeded";
  }
  if (index % 977 === 5) return "failed";
  return index % 3 === 0 ? "succeeded" : index % 3 === 1 ? "running" : "pending";
}

interface Below {
  status: Status;
  health: Status;
  word?: Word;
  stuck: boolean;
  counts: Partial<Record<Status, number>>;
}

function over(children: readonly { counts?: Partial<Record<Status, number>> }[]): Below {
  const counts: Partial<Record<Status, number>> = {};
  for (const child of children) {
    for (const status of ["failed", "running", "pending", "succeeded"] as const) {
      const count = child.counts?.[status] ?? 0;
      if (count > 0) counts[status] = (counts[status] ?? 0) + count;
    }
  }
  const below = { status: "running", stuck: false, counts } as const;
  return (counts.failed ?? 0) > 0
    ? { ...below, health: "failed", word: "Failing" }
    : { ...below, health: "running" };
}

const CAUSE = "ImagePullBackOff: not found in registry";

function failedApps(waves: readonly Wave[]): App[] {
  const apps = waves.flatMap(({ clusters }) =>
    clusters.flatMap(({ bundle }) => bundle?.apps ?? []),
  );
  return apps.filter(({ status }) => status === "failed");
}

/** One problem, since all that fail say the same. */
function problemsOf(failed: readonly App[]): NodeProblem[] {
  const [first] = failed;
  if (!first) return [];
  const paths = failed.map(({ path }) => path);
  const common = { kind: "failed", status: "failed", word: "Failed", cause: CAUSE, paths } as const;
  const count = failed.length;
  const since = first.updated_at ?? null;
  if (count < 3) {
    const { id, type, path, name, execution } = first;
    const place = ["Wave 1", execution?.workflow_id ?? "", "core"];
    return [
      { ...common, id, type, path, label: name ?? id, place, paths: [path], count: 1, since },
    ];
  }
  const place = [`${String(count)} apps`];
  return [{ ...common, id: BIG, type: "release", path: BIG, label: "Big", place, count, since }];
}

function verdictOf({ health, counts }: Below, waves: readonly Wave[]): Verdict {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const figure = (count = 0): string =>
    `${count.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")}`;
  const detail = "Wave 1 of 5 is in progress.";
  if (health !== "failed") {
    const done = figure(counts.succeeded);
    const headline = `${done} apps are done.`;
    return { status: health, stuck: false, word: "In progress", headline, detail, figure: done };
  }
  const failing = waves.flatMap((wave, at) => ((wave.counts["failed"] ?? 0) > 0 ? [at + 1] : []));
  const where = failing.length > 3 ? `${String(failing.length)} waves` : `waves ${failing.join()}`;
  const failed = figure(counts.failed);
  const headline = `${failed} apps failed in ${where}.`;
  return { status: health, stuck: false, word: "Failing", headline, detail: "", figure: failed };
}

export interface BigTree {
  nodes: number;
  /** Which read it is; each changes some apps. */
  round?: number;
  /** The part of the apps that differs from the read before. */
  changed?: number;
}

export function bigTree({ nodes, round = 0, changed = 0 }: BigTree): Hierarchy {
  const waveCount = nodes > 5000 ? 10 : 5;
  const clusterCount = Math.round((nodes - 1 - waveCount) / NODES_PER_CLUSTER);
  let seed = 0;

  function app(parent: string, cluster: number, index: number): App {
    const id = `app:big-1.0:cluster-${String(cluster)}:service-${String(index)}`;
    const status = statusOf(seed, round, changed);
    const hasFailed = status === "failed";
    return {
      id,
      type: "app",
      path: `${parent}/${id}`,
      state: status,
      status,
      health: status,
      stuck: false,
      counts: { [status]: 1 },
      name: `service-${String(index)}`,
      version: "1.0",
      previous_version: "0.9",
      ...(hasFailed ? { message: CAUSE } : {}),
      updated_at: iso((seed % 1500) + round),
      ...(status === "failed" || status === "succeeded"
        ? { ended_at: iso((seed % 1800) + 300 + (seed % 600)) }
        : {}),
      ...ran(id, "DeployApp", (seed += 1)),
    };
  }

  function cluster(parent: string, number: number): Cluster {
    const id = `cluster:big-1.0:cluster-${String(number)}`;
    const path = `${parent}/${id}`;
    const bundleId = `bundle:big-1.0:cluster-${String(number)}`;
    const bundlePath = `${path}/${bundleId}`;
    const apps = Array.from({ length: APPS }, (_, index) => app(bundlePath, number, index));
    const facts = { ...over(apps), state: "deploying", version: "1.0", updated_at: iso(60) };
    return {
      ...facts,
      id,
      type: "cluster",
      path,
      name: `cluster-${String(number)}`,
      ...ran(id, "DeployCluster", (seed += 1)),
      bundle: {
        ...facts,
        id: bundleId,
        type: "bundle",
        path: bundlePath,
        name: "core",
        ...ran(bundleId, "DeployBundle", (seed += 1)),
        apps,
      },
    };
  }

  function wave(index: number): Wave {
    const id = `wave:big-1.0:${String(index + 1)}`;
    const path = `${BIG}/${id}`;
    const first = Math.floor((clusterCount * index) / waveCount);
    const end = Math.floor((clusterCount * (index + 1)) / waveCount);
    const clusters = Array.from({ length: end - first }, (_, at) => cluster(path, first + at));
    return {
      ...over(clusters),
      id,
      type: "wave",
      path,
      label: `Wave ${String(index + 1)}`,
      name: `Wave ${String(index + 1)}`,
      state: "deploying",
      updated_at: iso(30),
      ...ran(id, "DeployWave", (seed += 1)),
      clusters,
    };
  }

  const waves = Array.from({ length: waveCount }, (_, index) => wave(index));
  const below = over(waves);
  return {
    release: {
      ...below,
      id: BIG,
      type: "release",
      path: BIG,
      name: "Big",
      version: "1.0",
      previous_version: "0.9",
      state: "deploying",
      updated_at: iso(0),
      ...ran(BIG, "DeployRelease", (seed += 1)),
      waves,
    },
    verdict: verdictOf(below, waves),
    problems: problemsOf(failedApps(waves)),
    current_wave: 0,
    approvals: [],
    read_at: new Date().toISOString(),
    complete: true,
    progress: { read: nodes, known: nodes },
  };
}
