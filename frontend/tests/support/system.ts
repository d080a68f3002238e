import type { System } from "@/types/entities";
import { NOW, ago } from "./releases";

const MINUTE = 60_000;

/** A server that is well, in the shape that the API answers. */
export function systemAnswer(over: Partial<System> = {}): System {
  return {
    version: "0.1.0",
    started_at: ago(192 * MINUTE),
    read_at: new Date(NOW).toISOString(),
    connection: {
      address: "temporal.example.com:7233",
      namespace: "prod",
      server_version: "1.29.1",
      ready: true,
      circuit_open: false,
      refused: 0,
    },
    task_queues: [
      { name: "apps-eu", polled: true, last_poll: ago(2000) },
      { name: "releases", polled: true, last_poll: ago(1000) },
    ],
    query_budget: { per_second: 100, burst: 1500, available: 1488.4 },
    other_budget: { per_second: 500, burst: 7500, available: 7500 },
    concurrency: { under_way: 3, limit: 64, most: 64 },
    kept_answers: {
      count: 312,
      maximum_count: 50_000,
      bytes: 2_412_000,
      maximum_bytes: 256_000_000,
      found: 1204,
    },
    list_reads: { requests: 40, reads: 10 },
    tree_reads: { requests: 3, reads: 2 },
    entity_reads: { requests: 0, reads: 0 },
    sign_ins: { refused: 7, counted: 2 },
    ...over,
  };
}

export function withQueues(...polled: (boolean | undefined)[]): System {
  return systemAnswer({
    task_queues: polled.map((is, index) => ({
      name: `queue-${String(index + 1)}`,
      ...(is === undefined ? {} : { polled: is }),
    })),
  });
}

export function unreachable(): System {
  const { server_version: _unknown, ...connection } = systemAnswer().connection;
  return systemAnswer({
    connection: {
      ...connection,
      ready: false,
      circuit_open: true,
      code: "temporal_unreachable",
      detail: "There is no connection to Temporal. It is tried again all the time.",
      lost_at: ago(MINUTE),
      refused: 1234,
    },
  });
}
