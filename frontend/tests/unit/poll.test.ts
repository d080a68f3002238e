import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FailureRun, FreshnessFacts, Pace, PollState } from "@/lib/app/poll";
import {
  CALM_INTERVAL,
  FINAL_INTERVAL,
  NO_FAILURES,
  OPEN_INTERVAL,
  followed,
  freshnessOf,
  pollInterval,
} from "@/lib/app/poll";

/**
 * One lost answer is no outage, however rare polls are and wherever the page was meanwhile: behind other tabs, in a
 * laptop that slept, paused. Several in a row are one, soon, and until there is a good answer.
 */
const OPEN: Pace = { base: OPEN_INTERVAL, retry: OPEN_INTERVAL };
const FINAL: Pace = { base: FINAL_INTERVAL, retry: OPEN_INTERVAL };
const CALM: Pace = { base: CALM_INTERVAL, retry: CALM_INTERVAL };

/** Reads, one after the other, as a query's state tells of them. */
class Reads {
  run: FailureRun = NO_FAILURES;
  private state: PollState = { status: "pending", errorUpdatedAt: 0, errorUpdateCount: 0 };

  good(): this {
    return this.note({ ...this.state, status: "success" });
  }

  lost(at: number): this {
    const errorUpdateCount = this.state.errorUpdateCount + 1;
    return this.note({ status: "error", errorUpdatedAt: at, errorUpdateCount });
  }

  private note(state: PollState): this {
    this.state = state;
    this.run = followed(this.run, state);
    if (followed(this.run, state) !== this.run) throw new Error("told again, it was news");
    return this;
  }
}

/** Loses answer after answer, each asked for when it is planned. */
function losing(pace: Pace, jitter: number, until: (run: FailureRun) => boolean) {
  const reads = new Reads();
  const gaps: number[] = [];
  let at = 1_000_000;
  reads.good().lost(at);
  while (!until(reads.run)) {
    const gap = pollInterval(pace, reads.run, 0, jitter);
    gaps.push(gap);
    at += gap;
    reads.lost(at);
  }
  return { gaps, run: reads.run };
}

const JITTER = fc.double({ min: 0.9, max: 1.1, noNaN: true });

describe("the interval", () => {
  it("is the base while answers are good", () => {
    expect(pollInterval(OPEN, NO_FAILURES, 0, 1)).toBe(2000);
    expect(pollInterval(FINAL, NO_FAILURES, 0, 1.1)).toBe(33_000);
  });

  it.each([
    ["open", OPEN],
    ["final", FINAL],
  ])("is short after a lost answer, and doubles up to 30 s: %s", (_, pace) => {
    const { gaps } = losing(pace, 1, ({ count }) => count > 6);
    expect(gaps).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it("waits as long as the server asks for, within reason", () => {
    const { run } = new Reads().lost(0);
    expect(pollInterval(OPEN, run, 45_000, 1)).toBe(45_000);
    expect(pollInterval(OPEN, run, 3_600_000, 1)).toBe(60_000);
    expect(pollInterval(OPEN, run, -5, 1)).toBe(2000);
  });
});

describe("an outage", () => {
  it.each([
    ["open", OPEN, 3],
    ["final", FINAL, 3],
    ["calm", CALM, 2],
  ])("is known after a few lost answers: %s", (_, pace, most) => {
    fc.assert(
      fc.property(JITTER, (jitter) => {
        const { run, gaps } = losing(pace, jitter, ({ isOutage }) => isOutage);
        expect(run.count).toBeGreaterThanOrEqual(2);
        expect(run.count).toBeLessThanOrEqual(most);
        expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeLessThanOrEqual(8000);
      }),
    );
  });

  it("is never one lost answer, whatever came before and however long nobody asked", () => {
    const step = fc.oneof(
      fc.constant({ good: true }),
      // Behind other tabs, asleep, or with a clock that was put back.
      fc.integer({ min: -86_400_000, max: 86_400_000 }).map((pass) => ({ pass })),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const reads = new Reads();
        let at = 1_000_000_000;
        const outages = steps.map((each) => {
          if ("pass" in each) at += each.pass;
          return reads.good().lost(at).run.isOutage;
        });
        expect(outages).not.toContain(true);
      }),
    );
  });

  it("is not made of a lost answer before a long sleep and one after it", () => {
    const reads = new Reads()
      .good()
      .lost(0)
      .lost(8 * 3_600_000);
    expect(reads.run.isOutage).toBe(false);
    expect(reads.lost(8 * 3_600_000 + 4000).run.isOutage).toBe(true);
  });

  it("lasts until the next good answer, whatever the clock does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 })), (jumps) => {
        const reads = new Reads().good().lost(0).lost(5000);
        let at = 5000;
        for (const jump of jumps) {
          at += jump;
          expect(reads.lost(at).run.isOutage).toBe(true);
        }
        expect(reads.good().run).toMatchObject({ count: 0, isOutage: false });
      }),
    );
  });

  it("is found in the end, even by a clock that is put back", () => {
    const reads = new Reads().good().lost(1e9).lost(1000).lost(3000).lost(7000);
    expect(reads.run.isOutage).toBe(true);
  });
});

describe("freshness", () => {
  const facts: FreshnessFacts = {
    now: 100_000,
    readAt: 99_000,
    interval: 2000,
    isPaused: false,
    isOutage: false,
    isGone: false,
    isPartial: false,
  };

  it.each([
    ["live", {}],
    ["stale", { readAt: 90_000 }],
    ["live", { readAt: 60_000, interval: 30_000 }],
    ["reading", { readAt: undefined }],
    ["reading", { isPartial: true }],
    ["disconnected", { isOutage: true }],
    ["gone", { isOutage: true, isGone: true }],
    ["paused", { isPaused: true, isOutage: true }],
  ] as const)("is %s", (state, over) => {
    expect(freshnessOf({ ...facts, ...over })).toBe(state);
  });
});
