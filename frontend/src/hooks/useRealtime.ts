import type { QueryKey, UseQueryOptions } from "@tanstack/react-query";
import { hashKey, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { toServerTime } from "@/lib/clock";
import type { PollState } from "@/lib/poll";
import { FINAL_INTERVAL, OPEN_INTERVAL, isOutage, pollInterval } from "@/lib/poll";
import { parseTime } from "@/lib/time";
import { ApiError } from "@/services/apiError";
import { metaQuery } from "@/services/releaseService";
import type { Progress } from "@/types/entities";
import type { Outage, OutageKind, Readable } from "./live";
import { publishLive, usePaused } from "./live";

interface Shown {
  progress?: Progress;
  [fact: string]: unknown;
}

export interface Realtime<D> {
  /** The last good answer: kept while later ones fail. */
  data: D | undefined;
  error: ApiError | undefined;
  /** Set once nothing has been confirmed for a while: show everything "as of", in grey. */
  outage: Outage | undefined;
  /** `data` still belongs to the previous question. */
  isPlaceholder: boolean;
  retry: () => void;
}

/** Refused for what was asked, not for how things are: older data would not become true again. */
function isFinalAnswer(error: ApiError | undefined): boolean {
  return error !== undefined && error.status >= 400 && error.status < 500 && error.status !== 429;
}

function outageKind(error: ApiError | undefined): OutageKind {
  if (error && error.status > 0) return "temporal";
  return navigator.onLine ? "server" : "offline";
}

function useBaseInterval(isFinal: boolean, shortest: number): number {
  const { data: meta } = useQuery(metaQuery);
  if (isFinal) return FINAL_INTERVAL;
  return Math.max(shortest, meta ? meta.poll_interval * 1000 : OPEN_INTERVAL);
}

/** Failures since the last good answer. */
function useAttempts({ status, errorUpdateCount }: PollState): number {
  const [base, setBase] = useState(errorUpdateCount);
  if (status === "success" && base !== errorUpdateCount) setBase(errorUpdateCount);
  return errorUpdateCount - base;
}

interface OutageFacts {
  state: PollState;
  error: ApiError | undefined;
  readAt: number | undefined;
  base: number;
}

/** The same object while nothing about it changes: whole pages hang on it. */
function useOutage({ state, error, readAt, base }: OutageFacts): Outage | undefined {
  const attempt = useAttempts(state);
  const isOut = isOutage(state) && !isFinalAnswer(error);
  const nextAt = toServerTime(
    state.errorUpdatedAt + pollInterval(base, state, retryAfterOf(error)),
  );
  return useMemo(() => {
    if (!isOut) return undefined;
    const { code = "no_answer", title = "No answer" } = error ?? {};
    return { kind: outageKind(error), code, title, readAt, attempt, nextAt };
  }, [isOut, error, readAt, attempt, nextAt]);
}

function unread(progress: Progress | undefined): Progress | undefined {
  return progress && progress.read < progress.known ? progress : undefined;
}

/**
 * Reads something over and over: quickly while it can change, slowly when all is final, not at all while
 * hidden or paused, less and less often while it fails. Tells the top bar how fresh it is.
 * `shortest` is for what nobody needs as quickly as releases.
 */
export function useRealtime<T extends Readable, D extends Shown, K extends QueryKey>(
  options: UseQueryOptions<T, Error, D, K>,
  isFinal: (data: D) => boolean,
  shortest = 0,
): Realtime<D> {
  const client = useQueryClient();
  const isPaused = usePaused();
  const [isQuiet, setQuiet] = useState(false);
  const base = useBaseInterval(isQuiet, shortest);
  const query = useQuery({
    ...options,
    // Not of each good read: one that says nothing new is the pill's alone to tell.
    notifyOnChangeProps: ["data", "status", "errorUpdatedAt", "isPlaceholderData"],
    refetchInterval: (each) =>
      isPaused ? false : pollInterval(base, each.state, retryAfterOf(each.state.error)),
    refetchOnWindowFocus: isPaused ? false : "always",
    refetchOnReconnect: isPaused ? false : "always",
  });
  const { data, status, dataUpdatedAt, errorUpdatedAt, errorUpdateCount, refetch } = query;
  const quiet = data !== undefined && isFinal(data);
  if (quiet !== isQuiet) setQuiet(quiet);

  const state = { status, dataUpdatedAt, errorUpdatedAt, errorUpdateCount };
  const error = query.error instanceof ApiError ? query.error : undefined;
  const readAt = parseTime(client.getQueryData<T>(options.queryKey)?.read_at);
  const outage = useOutage({ state, error, readAt, base });
  const retry = useCallback(() => void refetch(), [refetch]);
  const progress = unread(data?.progress);
  // "There is none" is an answer too, and it is as fresh as any other.
  const isRefused = data === undefined && isFinalAnswer(error);
  const answeredAt = isRefused ? toServerTime(errorUpdatedAt) : readAt;
  const interval = isRefused ? pollInterval(base, state) : base;
  const queryHash = hashKey(options.queryKey);
  useEffect(
    () => publishLive({ queryHash, readAt: answeredAt, interval, outage, progress, retry }),
    [queryHash, answeredAt, interval, outage, progress, retry],
  );
  return { data, error, outage, isPlaceholder: query.isPlaceholderData, retry };
}

function retryAfterOf(error: Error | null | undefined): number {
  return error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
}
