import { formatClock } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";
import type { ShownVerdict } from "@/lib/words/title";
import { formatNumber, plural, sentence } from "@/lib/words/words";
import type { Budget, Status, System, TaskQueue } from "@/types/entities";
import { WORDS } from "@/types/vocabulary.gen";

interface Said {
  readonly status: Status;
  readonly word: string;
  /** The same word in the past tense. */
  readonly past: string;
}

export function connectionSaid({ ready, circuit_open }: System["connection"]): Said {
  if (ready) return { status: "succeeded", word: "Connected", past: "Was connected" };
  if (circuit_open) return { status: "failed", word: "Unreachable", past: "Was unreachable" };
  return { status: "failed", word: "Not ready", past: "Was not ready" };
}

/** A queue that Temporal was not asked about is unknown. */
export function queueSaid({ polled }: TaskQueue): Said {
  if (polled === true) return { status: "succeeded", word: "Polled", past: "Was polled" };
  if (polled === false) return { status: "failed", word: "No worker", past: "Had no worker" };
  return { status: "unknown", word: "Not known", past: "Was not known" };
}

/** Calls that wait for the exhausted budget. */
export function waitingCalls({ available }: Budget): number {
  return Math.max(0, Math.ceil(-available));
}

function verdict(status: Status, word: string, headline: string, detail = ""): ShownVerdict {
  return { status, stuck: false, word, headline, detail };
}

function countQueues(queues: readonly TaskQueue[], status: Status): number {
  return queues.filter((queue) => queueSaid(queue).status === status).length;
}

function wellVerdict(queues: readonly TaskQueue[]): ShownVerdict {
  if (queues.length === 0) {
    return verdict(
      "succeeded",
      "Working",
      "Temporal answers.",
      "No open workflow was seen since the start, so no task queue is known yet.",
    );
  }
  const all = queues.length === 1 ? "The one task queue has" : "All task queues have";
  return verdict("succeeded", "Working", "Temporal answers.", `${all} a worker.`);
}

/** The state of the server in one sentence, worst first. */
export function systemVerdict(system: System): ShownVerdict {
  const { connection, task_queues: queues, query_budget, other_budget } = system;
  if (!connection.ready) {
    const { word } = connectionSaid(connection);
    const why = sentence(connection.detail ?? "");
    return verdict("failed", word, "Releases cannot be read.", why);
  }
  const all = plural(queues.length, "task queue");
  const lonely = countQueues(queues, "failed");
  if (lonely > 0) {
    const bold = `${formatNumber(lonely)} of ${all} ${lonely === 1 ? "has" : "have"} no worker.`;
    const next = "What runs there does not go on, and cannot say how it is.";
    return verdict("failed", "No worker", bold, next);
  }
  const unasked = countQueues(queues, "unknown");
  if (unasked > 0) {
    const bold = `${formatNumber(unasked)} of ${all} could not be asked about.`;
    return verdict("unknown", "Not known", bold, "Whether workers are there is not known.");
  }
  const waiting = waitingCalls(query_budget) + waitingCalls(other_budget);
  if (waiting > 0) {
    const next = "Reading takes longer until the budget has grown again.";
    const bold = `${plural(waiting, "call")} to Temporal ${waiting === 1 ? "waits" : "wait"}.`;
    return verdict("retrying", "Busy", bold, next);
  }
  return wellVerdict(queues);
}

/** The verdict while nothing is confirmed. */
export function pastSystemVerdict(last: ShownVerdict, readAt: number, zone: Zone): ShownVerdict {
  const since = `Nothing is confirmed since ${formatClock(readAt, zone)}.`;
  return verdict("unknown", WORDS.unknown, since, `Last known: ${last.headline}`);
}

/** The share of requests that needed no read of their own: "67 %". */
export function savedShare({ requests, reads }: System["tree_reads"]): string {
  return requests === 0 ? "–" : `${String(Math.floor((1 - reads / requests) * 100))} %`;
}
