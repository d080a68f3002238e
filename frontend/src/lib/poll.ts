export const OPEN_INTERVAL = 2000;
/** For what nobody watches second by second. Under `OUTAGE_AFTER`: one lost answer is no outage. */
export const CALM_INTERVAL = 5000;
export const FINAL_INTERVAL = 30_000;
const LONGEST_INTERVAL = 30_000;

/** Failing this long after the last good answer is an outage; a single lost answer is not. */
const OUTAGE_AFTER = 6000;

const JITTER = 0.1;

/** Chosen once per page load: drawn anew on each render it would restart the timer for ever. */
export const sessionJitter = 1 - JITTER + 2 * JITTER * Math.random();

/** The part of a query's state that decides when to ask again. */
export interface PollState {
  status: "pending" | "error" | "success";
  dataUpdatedAt: number;
  errorUpdatedAt: number;
  errorUpdateCount: number;
}

/**
 * Milliseconds until the next poll. While polls fail, the gap grows to as long as they have been failing,
 * so it doubles; a pure function of the state, because a changing interval resets the timer.
 */
export function pollInterval(
  base: number,
  state: PollState,
  retryAfter = 0,
  jitter = sessionJitter,
): number {
  if (state.status !== "error") return Math.round(base * jitter);
  const failingFor =
    state.dataUpdatedAt === 0
      ? base * 2 ** Math.min(state.errorUpdateCount - 1, 10)
      : state.errorUpdatedAt - state.dataUpdatedAt;
  const backoff = Math.min(Math.max(base, failingFor), LONGEST_INTERVAL);
  return Math.round(Math.max(backoff, retryAfter) * jitter);
}

export function isOutage(state: PollState): boolean {
  return state.status === "error" && state.errorUpdatedAt - state.dataUpdatedAt >= OUTAGE_AFTER;
}

export type FreshnessState = "reading" | "live" | "stale" | "disconnected" | "paused";

export interface FreshnessFacts {
  now: number;
  readAt: number | undefined;
  interval: number;
  isPaused: boolean;
  isOutage: boolean;
  /** The server has not read everything yet. */
  isPartial: boolean;
}

/** What the freshness pill says. Live is never claimed for longer than two intervals. */
export function freshnessOf(facts: FreshnessFacts): FreshnessState {
  if (facts.isPaused) return "paused";
  if (facts.isOutage) return "disconnected";
  if (facts.readAt === undefined || facts.isPartial) return "reading";
  // The server may itself reuse a read for a second, and the answer travels.
  return facts.now - facts.readAt <= 2 * facts.interval + 1500 ? "live" : "stale";
}
