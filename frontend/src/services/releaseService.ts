import type { QueryClient } from "@tanstack/react-query";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { searchOf } from "@/lib/follow/follow";
import type { ListFilter } from "@/lib/list/listFilter";
import type { EntityNode, Hierarchy, ListAnswer, Versions } from "@/types/entities";
import type { Answer } from "./api";
import { api, unwrap, whole } from "./api";
import { notUnderstood, toApiError } from "./apiError";
import { noteVersion } from "./build";
import { adoptHierarchy, adoptMeta, adoptSummary, adoptVersions } from "./parse";
import { patched } from "./patch";
import type { Shape } from "./shape";
import { hasShape } from "./shape";

export const PAGE_SIZE = 20;

/** An answer without its time: the same object until a read brings something else. */
export type TreeAnswer = Undated<Hierarchy>;

export type VersionsAnswer = Undated<Versions>;

export type Undated<T> = Omit<T, "read_at">;

/** The last answer, with its ETag for conditional requests. */
export interface Reading<A> {
  answer: A;
  read_at: string;
  etag: string | null;
}

const LIST = {
  items: "list",
  total: "number",
  page: "number",
  page_size: "number",
  facets: "object",
  read_at: "string",
} as const;

export const TREE = {
  release: { id: "string", type: "string", path: "string" },
  verdict: { status: "string", word: "string", headline: "string", detail: "string" },
  problems: "list",
  progress: { read: "number", known: "number" },
  complete: "boolean",
  read_at: "string",
} as const;

const CHANGES = { nodes: "list", children: "object" } as const;

const VERSIONS = {
  apps: "list",
  clusters: "list",
  releases: "list",
  progress: { read: "number", known: "number" },
  read_at: "string",
} as const;

const ENTITY = { id: "string", path: "string" } as const;

const USUAL = { finished: "number", needed: "number", waves: "list" } as const;

const META = { namespace: "string", poll_interval: "number", vocabulary: "list" } as const;

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
export function answerOf<A>({ answer }: Reading<A>): A {
  return answer;
}

export const releaseKeys = {
  list: (filter: ListFilter) => ["releases", filter] as const,
  tree: (releaseId: string) => ["release", releaseId, "tree"] as const,
  versions: ["versions"] as const,
  entity: (path: string, text: string) => ["entity", path, text] as const,
  usual: (releaseId: string) => ["release", releaseId, "usual"] as const,
  meta: ["meta"] as const,
};

interface Asked extends ListFilter {
  size?: number;
}

async function readPage(
  { q, statuses, page, size = PAGE_SIZE }: Asked,
  previous: Reading<ListAnswer> | undefined,
  signal: AbortSignal,
): Promise<Reading<ListAnswer>> {
  const query = {
    page,
    page_size: size,
    ...(q === "" ? {} : { q }),
    ...(statuses.length === 0 ? {} : { status: [...statuses] }),
  };
  const call = api.GET("/api/releases", {
    params: { query },
    headers: ifChanged(previous),
    signal,
  });
  return readingOf(await whole(call), previous, {
    shape: LIST,
    adopt: ({ items }) => items.forEach(adoptSummary),
  });
}

function previousPage(client: QueryClient, filter: ListFilter): Reading<ListAnswer> | undefined {
  return client.getQueryData(releasesQuery(filter).queryKey);
}

export function releasesQuery(filter: ListFilter) {
  return queryOptions({
    queryKey: releaseKeys.list(filter),
    queryFn: ({ client, signal }): Promise<Reading<ListAnswer>> =>
      readPage(filter, previousPage(client, filter), signal),
    select: answerOf<ListAnswer>,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

const SLOWLY = 60_000;

/**
 * The releases that are followed, in hidden tabs too. They are rows of the list, which the server keeps and reads at
 * its own pace for all who ask: Temporal is not asked more than by one look at the list a minute, and not at all where
 * somebody looks at it anyway. While nothing has changed the answer is a 304.
 */
export function followedQuery(keys: readonly string[], isPaused: boolean) {
  const [only = ""] = keys;
  const q = keys.length === 1 ? searchOf(only) : "";
  const asked: Asked = { q, statuses: [], page: 1, size: 100 };
  const queryKey = ["followed", asked.q] as const;
  return queryOptions({
    queryKey,
    queryFn: ({ client, signal }): Promise<Reading<ListAnswer>> =>
      readPage(asked, client.getQueryData(queryKey), signal),
    select: answerOf<ListAnswer>,
    structuralSharing: false,
    enabled: keys.length > 0 && !isPaused,
    refetchInterval: SLOWLY,
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: false,
  });
}

/** What has changed since the last read, put on it; null where that does not make a tree. */
async function readChanges(
  releaseId: string,
  previous: Reading<TreeAnswer>,
  signal: AbortSignal,
): Promise<Answer<Hierarchy> | null> {
  const { data, error, response } = await whole(
    api.GET("/api/releases/{release_id}/hierarchy/changes", {
      params: { path: { release_id: releaseId } },
      headers: ifChanged(previous),
      signal,
    }),
  );
  // A server of the version before this one does not have it.
  if (response.status === 404) return null;
  if (data === undefined) return { error, response };
  const fits = hasShape(data.changes, CHANGES);
  const tree = data.changes && fits ? patched(previous.answer, data.changes) : data.tree;
  return tree ? { data: tree, response } : null;
}

async function readTree(
  releaseId: string,
  previous: Reading<TreeAnswer> | undefined,
  signal: AbortSignal,
): Promise<Reading<TreeAnswer>> {
  const changes = previous?.etag ? await readChanges(releaseId, previous, signal) : null;
  const answer =
    changes ??
    (await whole(
      api.GET("/api/releases/{release_id}/hierarchy", {
        params: { path: { release_id: releaseId } },
        signal,
      }),
    ));
  return readingOf(answer, previous, { shape: TREE, adopt: adoptHierarchy });
}

function previousTree(client: QueryClient, releaseId: string): Reading<TreeAnswer> | undefined {
  return client.getQueryData(releaseTreeQuery(releaseId).queryKey);
}

/** No structural sharing: a 304 already says that the tree is unchanged, and comparing nodes is expensive. */
export function releaseTreeQuery(releaseId: string) {
  return queryOptions({
    queryKey: releaseKeys.tree(releaseId),
    queryFn: ({ client, signal }): Promise<Reading<TreeAnswer>> =>
      readTree(releaseId, previousTree(client, releaseId), signal),
    select: answerOf<TreeAnswer>,
    structuralSharing: false,
    staleTime: 0,
  });
}

async function readVersions(
  previous: Reading<VersionsAnswer> | undefined,
  signal: AbortSignal,
): Promise<Reading<VersionsAnswer>> {
  const call = api.GET("/api/versions", { headers: ifChanged(previous), signal });
  return readingOf(await whole(call), previous, { shape: VERSIONS, adopt: adoptVersions });
}

function previousVersions(client: QueryClient): Reading<VersionsAnswer> | undefined {
  return client.getQueryData(versionsQuery().queryKey);
}

/** The whole table: filters of the page act on what it holds. */
export function versionsQuery() {
  return queryOptions({
    queryKey: releaseKeys.versions,
    queryFn: ({ client, signal }): Promise<Reading<VersionsAnswer>> =>
      readVersions(previousVersions(client), signal),
    select: answerOf<VersionsAnswer>,
    structuralSharing: false,
    staleTime: 0,
  });
}

/** One node with its texts in full length; read once for each truncated `text`. */
export function entityQuery({ id, path }: EntityNode, text: string) {
  const params = { path: { entity_id: id }, query: { path } };
  return queryOptions({
    queryKey: releaseKeys.entity(path, text),
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/entities/{entity_id}", { params, signal }), ENTITY),
    staleTime: Number.POSITIVE_INFINITY,
    // It may be a megabyte, so it is not kept.
    gcTime: 0,
  });
}

/** What is usual changes with the days: the estimate is as old as half a minute. Paused, nothing is asked. */
export function usualQuery(releaseId: string, isPaused: boolean) {
  const params = { path: { release_id: releaseId } };
  return queryOptions({
    queryKey: releaseKeys.usual(releaseId),
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/releases/{release_id}/usual", { params, signal }), USUAL),
    refetchInterval: isPaused ? false : 30_000,
    refetchOnWindowFocus: !isPaused,
    refetchOnReconnect: !isPaused,
    // A server of the version before this one does not have it, and the page does without.
    retry: false,
  });
}

export const metaQuery = queryOptions({
  queryKey: releaseKeys.meta,
  queryFn: async ({ signal }) => {
    const meta = await unwrap(api.GET("/api/meta", { signal }), META);
    adoptMeta(meta);
    noteVersion(meta.version);
    return meta;
  },
  staleTime: 5 * 60_000,
  // Nothing else retries a failed first read.
  refetchInterval: (query) => (query.state.data ? false : 10_000),
});
