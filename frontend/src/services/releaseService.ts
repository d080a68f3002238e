import type { QueryClient } from "@tanstack/react-query";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { ListFilter } from "@/lib/listFilter";
import type { Hierarchy, ReleasePage } from "@/types/entities";
import { api, unwrap } from "./api";
import { toApiError } from "./apiError";
import { adoptRelease, adoptSummary } from "./parse";

export const PAGE_SIZE = 20;

/** What a read says, without when: one and the same object until a read says something else. */
export type TreeAnswer = Omit<Hierarchy, "read_at">;

/** A tree as it was read last, with what is needed to ask only for changes. */
interface TreeReading {
  answer: TreeAnswer;
  read_at: string;
  etag: string | null;
}

export const releaseKeys = {
  list: (filter: ListFilter) => ["releases", filter] as const,
  tree: (releaseId: string) => ["release", releaseId, "tree"] as const,
  meta: ["meta"] as const,
};

async function readPage({ q, statuses, page }: ListFilter, signal: AbortSignal) {
  const query = {
    page,
    page_size: PAGE_SIZE,
    ...(q === "" ? {} : { q }),
    ...(statuses.length === 0 ? {} : { status: [...statuses] }),
  };
  const answer: ReleasePage = await unwrap(api.GET("/api/releases", { params: { query }, signal }));
  answer.items.forEach(adoptSummary);
  return answer;
}

export function releasesQuery(filter: ListFilter) {
  return queryOptions({
    queryKey: releaseKeys.list(filter),
    queryFn: ({ signal }) => readPage(filter, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

async function readTree(
  releaseId: string,
  previous: TreeReading | undefined,
  signal: AbortSignal,
): Promise<TreeReading> {
  // Set by hand, because the browser's own cache would show a 304 as a 200 and cost the parsing.
  const headers = previous?.etag ? { "If-None-Match": previous.etag } : {};
  const { data, error, response } = await api.GET("/api/releases/{release_id}/hierarchy", {
    params: { path: { release_id: releaseId } },
    headers,
    signal,
  });
  if (response.status === 304 && previous) {
    return { ...previous, read_at: response.headers.get("x-read-at") ?? previous.read_at };
  }
  if (!data) throw toApiError(response, error);
  const { read_at, ...answer } = data;
  adoptRelease(answer.release);
  return { answer, read_at, etag: response.headers.get("etag") };
}

function previousTree(client: QueryClient, releaseId: string): TreeReading | undefined {
  return client.getQueryData(releaseTreeQuery(releaseId).queryKey);
}

function answerOf({ answer }: TreeReading): TreeAnswer {
  return answer;
}

/** The tree is compared by the 304, not node by node: sharing costs more than it returns here. */
export function releaseTreeQuery(releaseId: string) {
  return queryOptions({
    queryKey: releaseKeys.tree(releaseId),
    queryFn: ({ client, signal }): Promise<TreeReading> =>
      readTree(releaseId, previousTree(client, releaseId), signal),
    // Whoever shows the tree hears nothing of a read that only confirms it.
    select: answerOf,
    structuralSharing: false,
    staleTime: 0,
  });
}

export const metaQuery = queryOptions({
  queryKey: releaseKeys.meta,
  queryFn: ({ signal }) => unwrap(api.GET("/api/meta", { signal })),
  staleTime: 5 * 60_000,
  // Nothing else asks again when the first answer was lost.
  refetchInterval: (query) => (query.state.data ? false : 10_000),
});
