import { describe, expect, it } from "vitest";
import type { FreshnessFacts, PollState } from "@/lib/poll";
import { freshnessOf, isOutage, pollInterval } from "@/lib/poll";

const good: PollState = {
  status: "success",
  dataUpdatedAt: 10_000,
  errorUpdatedAt: 0,
  errorUpdateCount: 0,
};

function failing(sinceMilliseconds: number, errorUpdateCount = 1): PollState {
  return {
    status: "error",
    dataUpdatedAt: 10_000,
    errorUpdatedAt: 10_000 + sinceMilliseconds,
    errorUpdateCount,
  };
}

describe("the interval", () => {
  it("is the base while answers are good", () => {
    expect(pollInterval(2000, good, 0, 1)).toBe(2000);
    expect(pollInterval(2000, good, 0, 1.1)).toBe(2200);
  });

  it("doubles while answers fail, up to 30 s", () => {
    let state = failing(2000);
    const gaps = [1, 2, 3, 4, 5, 6].map(() => {
      const gap = pollInterval(2000, state, 0, 1);
      state = failing(state.errorUpdatedAt - state.dataUpdatedAt + gap);
      return gap;
    });
    expect(gaps).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it("doubles by the count where there never was an answer", () => {
    const never = (count: number) => ({ ...failing(0, count), dataUpdatedAt: 0 });
    expect([1, 2, 3, 9].map((count) => pollInterval(2000, never(count), 0, 1))).toEqual([
      2000, 4000, 8000, 30_000,
    ]);
  });

  it("waits as long as the server asks for", () => {
    expect(pollInterval(2000, failing(2000), 30_000, 1)).toBe(30_000);
  });
});

it("calls it an outage only after several lost answers", () => {
  expect(isOutage(good)).toBe(false);
  expect(isOutage(failing(4000))).toBe(false);
  expect(isOutage(failing(8000))).toBe(true);
});

describe("freshness", () => {
  const facts: FreshnessFacts = {
    now: 100_000,
    readAt: 99_000,
    interval: 2000,
    isPaused: false,
    isOutage: false,
    isPartial: false,
  };

  it.each([
    ["live", {}],
    ["stale", { readAt: 90_000 }],
    ["live", { readAt: 60_000, interval: 30_000 }],
    ["reading", { readAt: undefined }],
    ["reading", { isPartial: true }],
    ["disconnected", { isOutage: true }],
    ["paused", { isPaused: true, isOutage: true }],
  ] as const)("is %s", (state, over) => {
    expect(freshnessOf({ ...facts, ...over })).toBe(state);
  });
});
