import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { queryOptions } from "@tanstack/react-query";
import type { Answer } from "./api";
import { notUnderstood, toApiError } from "./apiError";
import type { Shape } from "./shape";
import { hasShape } from "./shape";

/** An answer without its time: the same object until a read brings something else. */
export type Undated<T> = Omit<T, "read_at">;

/** The last answer, with its ETag for conditional requests. */
export interface Reading<A> {
  answer: A;
  read_at: string;
  etag: string | null;
}

/** Set here because the browser's own cache would turn a 304 into a 200, which costs parsing. */
export function ifChanged(previous: Reading<unknown> | undefined) {
  return previous?.etag ? { "If-None-Match": previous.etag } : {};
}

/** Behind a load balancer another server answers, which may have read a little earlier. */
const REPLICA_LAG = 30_000;

/** Whether what is shown was read later. Much later: a clock was set back, and the answer counts. */
function isBehind(readAt: string, previous: Reading<unknown> | undefined): boolean {
  const lag = previous ? Date.parse(previous.read_at) - Date.parse(readAt) : 0;
  return lag > 0 && lag < REPLICA_LAG;
}

export function readingOf<T extends { read_at: string }>(
  { data, error, response }: Answer<T>,
  previous: Reading<Undated<T>> | undefined,
  { shape, adopt }: { shape: Shape; adopt: (data: T) => void },
): Reading<Undated<T>> {
  // After a reload the browser's cache may return an older body that the server has just confirmed.
  const confirmed = response.headers.get("x-read-at");
  if (previous && confirmed !== null && isBehind(confirmed, previous)) return previous;
  if (response.status === 304 && previous) {
    return { ...previous, read_at: confirmed ?? previous.read_at };
  }
  if (data === undefined) throw toApiError(response, error);
  if (!hasShape(data, shape)) throw notUnderstood();
  adopt(data);
  const { read_at, ...answer } = data;
  return { answer, read_at: confirmed ?? read_at, etag: response.headers.get("etag") };
}

/** Leaves out the time, so that an unchanged read causes no render. */
function answerOf<A>({ answer }: Reading<A>): A {
  return answer;
}

/** A query whose reads know the last answer, to ask for no more than what has changed since. */
export function conditionalQuery<A, R extends Reading<A> = Reading<A>>(
  queryKey: QueryKey,
  read: (previous: R | undefined, signal: AbortSignal, client: QueryClient) => Promise<R>,
) {
  return queryOptions({
    queryKey,
    queryFn: ({ client, signal }) => read(client.getQueryData<R>(queryKey), signal, client),
    select: answerOf<A>,
    // A 304 already says that nothing has changed, and comparing thousands of nodes is expensive.
    structuralSharing: false,
    staleTime: 0,
  });
}
