/** A release of two waves, each with one cluster, one bundle and two apps. */
import { defineQuery, executeChild, proxyActivities, setHandler, workflowInfo } from "@temporalio/workflow";
import type * as activities from "./activities.ts";

interface Answer {
  id: string;
  state: string;
  updated_at: string;
  name?: string;
  version?: string;
  previous_version?: string;
  wave_ids?: string[];
  waves?: Answer[];
  clusters?: Answer[];
  bundle?: Answer;
  apps?: Answer[];
}

const getReleaseState = defineQuery<Answer>("get_release_state");
const getWaveState = defineQuery<Answer>("get_wave_state");
const { deploy } = proxyActivities<typeof activities>({ startToCloseTimeout: "5 minutes" });

/** Names its waves by id, each a workflow of its own, and answers for those that it has not started yet. */
export async function release(): Promise<Answer> {
  const waveIds = ["wave:shop-2.0:1", "wave:shop-2.0:2"];
  const planned = waveIds.map((id) => plan(id).wave);
  const answer: Answer = {
    id: workflowInfo().workflowId,
    ...since("in_progress"),
    name: "Shop",
    version: "2.0",
    previous_version: "1.9",
    wave_ids: waveIds,
    waves: planned,
  };
  setHandler(getReleaseState, () => answer);
  for (const waveId of waveIds) {
    planned.shift(); // from now on it answers for itself
    await executeChild(wave, { workflowId: waveId });
  }
  Object.assign(answer, since("succeeded"));
  return answer; // readable from now on without a worker
}

/** Answers for everything below it inline. */
export async function wave(): Promise<Answer> {
  const { wave: answer, cluster, bundle, apps } = plan(workflowInfo().workflowId);
  const move = (state: string, ...parts: Answer[]) => parts.forEach((part) => Object.assign(part, since(state)));
  setHandler(getWaveState, () => answer);
  move("in_progress", answer, cluster, bundle);
  for (const app of apps) {
    move("in_progress", app);
    await deploy(app.id);
    move("succeeded", app);
  }
  move("succeeded", answer, cluster, bundle);
  return answer;
}

/** What there is in a wave that has not begun. */
function plan(waveId: string) {
  const name = waveId.replace("wave:", "");
  const number = name.at(-1);
  const apps = ["web", "checkout"].map(
    (app): Answer => ({ id: `app:${name}:${app}`, ...since("pending"), name: app, version: "2.0" }),
  );
  const bundle: Answer = { id: `bundle:${name}`, ...since("pending"), name: "shop-core", apps };
  const cluster: Answer = { id: `cluster:${name}`, ...since("pending"), name: `cluster ${number}`, bundle };
  const wave: Answer = { id: waveId, ...since("pending"), name: `Wave ${number}`, clusters: [cluster] };
  return { wave, cluster, bundle, apps };
}

/** A state, and since when it holds: in a workflow, `Date` is the same in every replay. */
function since(state: string) {
  return { state, updated_at: new Date().toISOString() };
}
