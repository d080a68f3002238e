export const OPEN_INTERVAL = 2000;
/** For pages that need no quick updates. */
export const CALM_INTERVAL = 5000;
export const FINAL_INTERVAL = 30_000;
const LONGEST_INTERVAL = 30_000;

/** Failing for this long, from the first to the last failure, is an outage; a single failure is not. */
const OUTAGE_AFTER = 4000;
/** The longest time between two polls of a visible page, including a timeout. */
const ASLEEP = 90_000;
/** Limits any Retry-After: the server may be back long before. */
const LONGEST_PATIENCE = 60_000;

const JITTER = 0.1;

/** Chosen once per page load: a new value on each render would restart the timer forever. */
export const sessionJitter = 1 - JITTER + 2 * JITTER * Math.random();

/** The part of a query's state that describes its reads. Times are the browser's, whose clock may jump. */
export interface PollState {
  status: "pending" | "error" | "success";
  errorUpdatedAt: number;
  errorUpdateCount: number;
}

/** Consecutive failures since the last good answer. */
export interface FailureRun {
  count: number;
  since: number;
  last: number;
  /** Stays set until the next good answer. */
  isOutage: boolean;
  /** All failures so far, to detect the next one. */
  seen: number;
}

export const NO_FAILURES: FailureRun = { count: 0, since: 0, last: 0, isOutage: false, seen: 0 };

/** A hidden, sleeping or paused page does not poll: failures before such a gap do not count. */
function isBroken({ count, last }: FailureRun, at: number): boolean {
  return count === 0 || at < last || at - last > ASLEEP;
}

/** Updates the run from the query's state; returns the same object when nothing changed. */
export function followed(run: FailureRun, state: PollState): FailureRun {
  const { status, errorUpdatedAt: at, errorUpdateCount: seen } = state;
  if (status === "success") {
    return run.count === 0 && run.seen === seen ? run : { ...NO_FAILURES, seen };
  }
  if (status === "pending" || seen === run.seen) return run;
  const count = run.count + 1;
  const since = isBroken(run, at) ? at : run.since;
  return { count, since, last: at, seen, isOutage: run.isOutage || at - since >= OUTAGE_AFTER };
}

/** The interval while answers are good, and the wait before the first retry. */
export interface Pace {
  base: number;
  retry: number;
}

/**
 * Milliseconds until the next poll. The first failure is retried soon, however rare polls are; each further one doubles
 * the wait. A pure function of the state, because a changing interval resets the timer.
 */
export function pollInterval(
  { base, retry }: Pace,
  { count }: FailureRun,
  retryAfter = 0,
  jitter = sessionJitter,
): number {
  if (count === 0) return Math.round(base * jitter);
  const backoff = Math.min(retry * 2 ** Math.min(count - 1, 10), LONGEST_INTERVAL);
  return Math.round(Math.max(backoff, Math.min(retryAfter, LONGEST_PATIENCE)) * jitter);
}

export type FreshnessState = "reading" | "live" | "stale" | "disconnected" | "gone" | "paused";

export interface FreshnessFacts {
  now: number;
  readAt: number | undefined;
  interval: number;
  isPaused: boolean;
  isOutage: boolean;
  /** The release no longer exists. */
  isGone: boolean;
  /** The server has not read everything yet. */
  isPartial: boolean;
}

/** The state in the freshness pill. "Live" holds for two intervals at most. */
export function freshnessOf(facts: FreshnessFacts): FreshnessState {
  if (facts.isPaused) return "paused";
  if (facts.isGone) return "gone";
  if (facts.isOutage) return "disconnected";
  if (facts.readAt === undefined || facts.isPartial) return "reading";
  // Allows for the server's freshness window and the network.
  return facts.now - facts.readAt <= 2 * facts.interval + 1500 ? "live" : "stale";
}
