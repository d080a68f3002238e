import type { QueryKey, UseQueryOptions } from "@tanstack/react-query";
import { hashKey, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { toServerTime } from "@/lib/app/clock";
import type { FailureRun, Pace, PollState } from "@/lib/app/poll";
import { FINAL_INTERVAL, NO_FAILURES, OPEN_INTERVAL, followed, pollInterval } from "@/lib/app/poll";
import { parseTime } from "@/lib/words/time";
import { ApiError, notUnderstood } from "@/services/apiError";
import { metaQuery } from "@/services/releaseService";
import type { Progress } from "@/types/entities";
import type { Outage, OutageKind, Readable } from "./live";
import { publishLive, usePaused } from "./live";

interface Shown {
  progress?: Progress;
  [fact: string]: unknown;
}

export interface Realtime<D> {
  /** The last good answer, kept while later reads fail. */
  data: D | undefined;
  error: ApiError | undefined;
  /** Set when reads have failed for a while: show everything in grey, "as of" the last read. */
  outage: Outage | undefined;
  /** `data` still belongs to the previous question. */
  isPlaceholder: boolean;
  retry: () => void;
}

function outageKind(error: ApiError | undefined): OutageKind {
  if (error && !error.isForeign) return "temporal";
  return navigator.onLine ? "server" : "offline";
}

function usePace(isFinal: boolean, shortest: number): Pace {
  const { data: meta } = useQuery(metaQuery);
  const retry = Math.max(shortest, meta ? meta.poll_interval * 1000 : OPEN_INTERVAL);
  const base = isFinal ? FINAL_INTERVAL : retry;
  return useMemo(() => ({ base, retry }), [base, retry]);
}

/** The failures since the last good answer. Only an answer resets it, not a retry. */
interface Failing {
  queryHash: string;
  run: FailureRun;
  error: ApiError | undefined;
  isGone: boolean;
}

function noFailing(queryHash: string): Failing {
  return { queryHash, run: NO_FAILURES, error: undefined, isGone: false };
}

function asApiError(error: Error | null): ApiError | undefined {
  if (error === null || error instanceof ApiError) return error ?? undefined;
  return notUnderstood();
}

function failingAfter(known: Failing, state: PollState, error: Error | null): Failing {
  const { queryHash } = known;
  const run = followed(known.run, state);
  if (run === known.run) return known;
  if (run.count === 0) return { ...noFailing(queryHash), run };
  const told = asApiError(error);
  const isGone = known.isGone || (told?.status === 404 && told.isRefusal);
  return { queryHash, run, error: told, isGone };
}

interface OutageFacts extends Failing {
  readAt: number | undefined;
  pace: Pace;
}

/** Returns the same object until something changes, since whole pages depend on it. */
function useOutage({ run, error, isGone, readAt, pace }: OutageFacts): Outage | undefined {
  const isKnown = readAt !== undefined;
  const isOut = isKnown ? isGone || run.isOutage : run.isOutage && error?.isRefusal !== true;
  const isStillGone = isKnown && isGone && (!run.isOutage || error?.isRefusal === true);
  const kind = isStillGone ? "gone" : outageKind(error);
  const since = toServerTime(run.since);
  const nextAt = toServerTime(run.last + pollInterval(pace, run, error?.retryAfter));
  const attempt = run.count;
  return useMemo(() => {
    if (!isOut) return undefined;
    const { code = "no_answer", title = "No answer" } = error ?? {};
    return { kind, code, title, readAt, since, attempt, nextAt };
  }, [isOut, kind, error, readAt, since, attempt, nextAt]);
}

function unread(progress: Progress | undefined): Progress | undefined {
  return progress && progress.read < progress.known ? progress : undefined;
}

/** In a list a release may start at any moment. */
function isNeverFinal(): boolean {
  return false;
}

/**
 * Polls a query: quickly while it can change, slowly when everything is final, not at all while hidden or paused, and
 * with back-off while it fails. Publishes its freshness for the top bar. `shortest` is a lower limit for the interval.
 */
export function useRealtime<T extends Readable, D extends Shown, K extends QueryKey>(
  options: UseQueryOptions<T, Error, D, K>,
  isFinal: (data: D) => boolean = isNeverFinal,
  shortest = 0,
): Realtime<D> {
  const client = useQueryClient();
  const isPaused = usePaused();
  const [isQuiet, setQuiet] = useState(false);
  const pace = usePace(isQuiet, shortest);
  const queryHash = hashKey(options.queryKey);
  const [noted, setNoted] = useState(() => noFailing(queryHash));
  const known = noted.queryHash === queryHash ? noted : noFailing(queryHash);
  const query = useQuery({
    ...options,
    // Not on every good read: an unchanged one is shown by the freshness pill alone.
    notifyOnChangeProps: ["data", "status", "errorUpdatedAt", "isPlaceholderData"],
    refetchInterval: ({ state }) =>
      !isPaused && pollInterval(pace, followed(known.run, state), retryAfterOf(state.error)),
    refetchOnWindowFocus: isPaused ? false : "always",
    refetchOnReconnect: isPaused ? false : "always",
  });
  const { data, errorUpdatedAt, errorUpdateCount, isPlaceholderData, refetch } = query;
  const quiet = data !== undefined && isFinal(data);
  if (quiet !== isQuiet) setQuiet(quiet);
  const status = isPlaceholderData ? "pending" : query.status;
  const failing = failingAfter(known, { status, errorUpdatedAt, errorUpdateCount }, query.error);
  if (failing !== noted) setNoted(failing);

  const { run, error } = failing;
  const lastRead = useCallback(
    () => client.getQueryCache().get<T>(queryHash)?.state.data?.read_at,
    [client, queryHash],
  );
  const readAt = parseTime(lastRead());
  const outage = useOutage({ ...failing, readAt, pace });
  const retry = useCallback(() => void refetch(), [refetch]);
  const progress = unread(data?.progress);
  // A refusal such as "not found" is an answer too, and as fresh as any other.
  const isRefused = data === undefined && error?.isRefusal === true;
  const answeredAt = isRefused ? toServerTime(run.last) : readAt;
  const interval = isRefused ? pollInterval(pace, run) : pace.base;
  useEffect(
    () => publishLive({ lastRead, readAt: answeredAt, interval, outage, progress, retry }),
    [lastRead, answeredAt, interval, outage, progress, retry],
  );
  return { data, error, outage, isPlaceholder: isPlaceholderData, retry };
}

function retryAfterOf(error: Error | null): number {
  return error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
}
