import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { searchOf } from "@/lib/follow/follow";
import type { ListFilter } from "@/lib/list/listFilter";
import type { EntityNode, Hierarchy, ListAnswer, Versions } from "@/types/entities";
import type { Answer } from "./api";
import { api, unwrap, whole } from "./api";
import { noteVersion } from "./build";
import type { Reading, Undated } from "./conditional";
import { conditionalQuery, ifChanged, readingOf } from "./conditional";
import { adoptHierarchy, adoptMeta, adoptSummary, adoptVersions } from "./parse";
import { patched } from "./patch";
import { hasShape } from "./shape";

const PAGE_SIZE = 20;

export type TreeAnswer = Undated<Hierarchy>;

export type VersionsAnswer = Undated<Versions>;

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

export function releasesQuery(filter: ListFilter) {
  return {
    ...conditionalQuery<ListAnswer>(["releases", filter], (previous, signal) =>
      readPage(filter, previous, signal),
    ),
    placeholderData: keepPreviousData,
    structuralSharing: true,
  };
}

const SLOWLY = 60_000;

/**
 * The releases that are followed, in hidden tabs too. They are rows of the list, which the server keeps and reads at
 * its own pace for all who ask: Temporal is not asked more than by one look at the list a minute, and not at all where
 * a viewer looks at it anyway. While nothing has changed the answer is a 304.
 */
export function followedQuery(keys: readonly string[], isPaused: boolean) {
  const [only = ""] = keys;
  const q = keys.length === 1 ? searchOf(only) : "";
  const asked: Asked = { q, statuses: [], page: 1, size: 100 };
  return {
    ...conditionalQuery<ListAnswer>(["followed", asked.q], (previous, signal) =>
      readPage(asked, previous, signal),
    ),
    enabled: keys.length > 0 && !isPaused,
    refetchInterval: SLOWLY,
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: false,
  };
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

export function releaseTreeQuery(releaseId: string) {
  return conditionalQuery<TreeAnswer>(["release", releaseId, "tree"], (previous, signal) =>
    readTree(releaseId, previous, signal),
  );
}

/** The whole table: filters of the page act on what it holds. */
export const versionsQuery = conditionalQuery<VersionsAnswer>(
  ["versions"],
  async (previous, signal) => {
    const call = api.GET("/api/versions", { headers: ifChanged(previous), signal });
    return readingOf(await whole(call), previous, { shape: VERSIONS, adopt: adoptVersions });
  },
);

/** One node with its texts in full length; read once for each truncated `text`. */
export function entityQuery({ id, path }: EntityNode, text: string) {
  const params = { path: { entity_id: id }, query: { path } };
  return queryOptions({
    queryKey: ["entity", path, text],
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
    queryKey: ["release", releaseId, "usual"],
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
  queryKey: ["meta"],
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
