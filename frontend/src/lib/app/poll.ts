export const OPEN_INTERVAL = 2000;
/** For what nobody watches second by second. */
export const CALM_INTERVAL = 5000;
export const FINAL_INTERVAL = 30_000;
const LONGEST_INTERVAL = 30_000;

/** Failing this long, from the first lost answer to the last, is an outage; a single lost answer is not. */
const OUTAGE_AFTER = 4000;
/** No two polls of a page that is awake are further apart, the time that an answer may take included. */
const ASLEEP = 90_000;
/** Whatever the server, or a proxy in its place, asks for: it may be back long before. */
const LONGEST_PATIENCE = 60_000;

const JITTER = 0.1;

/** Chosen once per page load: drawn anew on each render it would restart the timer for ever. */
export const sessionJitter = 1 - JITTER + 2 * JITTER * Math.random();

/** The part of a query's state that tells how its reads go. Times are this browser's, whose clock may jump. */
export interface PollState {
  status: "pending" | "error" | "success";
  errorUpdatedAt: number;
  errorUpdateCount: number;
}

/** Lost answers, one after the other, since the last good one. */
export interface FailureRun {
  count: number;
  since: number;
  last: number;
  /** Stays so until the next good answer. */
  isOutage: boolean;
  /** How many were ever lost, to tell the next one. */
  seen: number;
}

export const NO_FAILURES: FailureRun = { count: 0, since: 0, last: 0, isOutage: false, seen: 0 };

/** While a page is hidden, asleep or paused nobody asks: what was lost before says nothing of now. */
function isBroken({ count, last }: FailureRun, at: number): boolean {
  return count === 0 || at < last || at - last > ASLEEP;
}

/** The run after what the state tells; the same object when that is nothing new. */
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

/** How long to wait while answers are good, and before the first retry. */
export interface Pace {
  base: number;
  retry: number;
}

/**
 * Milliseconds until the next poll. A lost answer is asked for again soon, however rare polls are; each further one
 * doubles the wait. A pure function of the state, because a changing interval resets the timer.
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
  /** What was read is no longer there. */
  isGone: boolean;
  /** The server has not read everything yet. */
  isPartial: boolean;
}

/** What the freshness pill says. Live is never claimed for longer than two intervals. */
export function freshnessOf(facts: FreshnessFacts): FreshnessState {
  if (facts.isPaused) return "paused";
  if (facts.isGone) return "gone";
  if (facts.isOutage) return "disconnected";
  if (facts.readAt === undefined || facts.isPartial) return "reading";
  // The server may itself reuse a read for a second, and the answer travels.
  return facts.now - facts.readAt <= 2 * facts.interval + 1500 ? "live" : "stale";
}
