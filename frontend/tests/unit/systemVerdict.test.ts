import { describe, expect, it } from "vitest";
import {
  pastSystemVerdict,
  queueSaid,
  savedShare,
  systemVerdict,
  waitingCalls,
} from "@/lib/app/system";
import { formatBytes } from "@/lib/words/words";
import { NOW } from "@tests/support/releases";
import { systemAnswer, unreachable, withQueues } from "@tests/support/system";

describe("the verdict on the server", () => {
  it("is worst first: no connection, no worker, not known, waiting, working", () => {
    const spent = { per_second: 100, burst: 1500, available: -11.2 };
    const said = [
      { ...withQueues(false), connection: unreachable().connection },
      { ...withQueues(true, undefined, false), query_budget: spent },
      { ...withQueues(true, undefined), query_budget: spent },
      systemAnswer({ query_budget: spent }),
      systemAnswer(),
    ].map(systemVerdict);
    expect(said.map(({ status, word, headline }) => [status, word, headline])).toEqual([
      ["failed", "Unreachable", "Releases cannot be read."],
      ["failed", "No worker", "1 of 3 task queues has no worker."],
      ["unknown", "Not known", "1 of 2 task queues could not be asked about."],
      ["retrying", "Busy", "12 calls to Temporal wait."],
      ["succeeded", "Working", "Temporal answers."],
    ]);
  });

  it("says what is wrong while Temporal answers otherwise than hoped", () => {
    const connection = {
      ...systemAnswer().connection,
      ready: false,
      code: "namespace_not_found",
      detail: "Temporal has no namespace prod",
    };
    const { word, detail } = systemVerdict(systemAnswer({ connection }));
    expect([word, detail]).toEqual(["Not ready", "Temporal has no namespace prod."]);
  });

  it("does not speak of workers where no task queue is known", () => {
    expect(systemVerdict(withQueues()).detail).toMatch(/no task queue is known yet/);
    expect(systemVerdict(withQueues(true)).detail).toBe("The one task queue has a worker.");
  });

  it("is unknown as soon as nothing is confirmed", () => {
    const { status, headline, detail } = pastSystemVerdict(
      systemVerdict(systemAnswer()),
      NOW,
      "utc",
    );
    expect(status).toBe("unknown");
    expect(headline).toBe("Nothing is confirmed since 12:04:30.");
    expect(detail).toBe("Last known: Temporal answers.");
  });
});

it("never takes a task queue that was not asked about for a polled one", () => {
  expect(queueSaid({ name: "a", polled: null }).status).toBe("unknown");
  expect(queueSaid({ name: "a" }).status).toBe("unknown");
});

it("counts calls that wait, and rounds nothing in favour", () => {
  const budget = { per_second: 1, burst: 10 };
  expect(waitingCalls({ ...budget, available: -0.2 })).toBe(1);
  expect(waitingCalls({ ...budget, available: 0.2 })).toBe(0);
  expect(savedShare({ requests: 3, reads: 1 })).toBe("66 %");
  expect(savedShare({ requests: 0, reads: 0 })).toBe("–");
});

it("writes sizes as people read them", () => {
  expect([0, 812, 2_412_000, 256_000_000, 5e12].map(formatBytes)).toEqual([
    "0 byte",
    "812 byte",
    "2.41 MB",
    "256 MB",
    "5,000 GB",
  ]);
});
