import type { QueryClient } from "@tanstack/react-query";
import type { Comparison } from "@/types/entities";
import { api, whole } from "./api";
import type { Reading, Undated } from "./conditional";
import { conditionalQuery, ifChanged, readingOf } from "./conditional";
import { adoptComparison } from "./parse";
import { releaseTreeQuery } from "./releaseService";

export type CompareAnswer = Undated<Comparison>;

/** A release by its id, or the text of an exported tree. */
export interface CompareSide {
  /** Names it in the cache. */
  key: string;
  id: string;
  /** Null: it is a release. */
  text: string | null;
}

const FOLD = { count: "number", headline: "string", rows: "list" } as const;
const TREE = { id: "string", verdict: { headline: "string" }, read_at: "string" } as const;

const COMPARISON = {
  a: TREE,
  b: TREE,
  headline: "string",
  waves: "list",
  changes: "list",
  counts: "object",
  same: FOLD,
  not_done: FOLD,
  not_comparable: FOLD,
  read_at: "string",
} as const;

/** The file goes as it is. */
function asJson({ id, text }: CompareSide): string {
  return text ?? JSON.stringify(id);
}

function ask(
  a: CompareSide,
  b: CompareSide,
  headers: { "If-None-Match"?: string },
  signal: AbortSignal,
) {
  if (a.text === null && b.text === null) {
    return api.GET("/api/compare", { params: { query: { a: a.id, b: b.id } }, headers, signal });
  }
  return api.POST("/api/compare/trees", {
    body: { a: a.id, b: b.id },
    bodySerializer: () => `{"a":${asJson(a)},"b":${asJson(b)}}`,
    headers,
    signal,
  });
}

/** A comparison, and what of its release it was made of, if its other side is a file. */
interface Compared extends Reading<CompareAnswer> {
  of: string | null;
}

interface Release {
  of: string | null;
  readAt: string;
}

/** The release beside a file: its tree, and while it is open the minute, to which its times are compared. */
async function releaseBeside(client: QueryClient, sides: CompareSide[]): Promise<Release | null> {
  const live = sides.find(({ text }) => text === null);
  if (!live || sides.every(({ text }) => text === null)) return null;
  const { answer, etag, read_at } = await client.fetchQuery(releaseTreeQuery(live.id));
  const minute = answer.release.ended_at ? "" : read_at.slice(0, "2026-11-24T12:04".length);
  return { of: etag && `${etag} ${minute}`, readAt: read_at };
}

export function compareQuery(a: CompareSide, b: CompareSide) {
  const key = ["compare", a.key, b.key];
  return conditionalQuery<CompareAnswer, Compared>(key, async (previous, signal, client) => {
    const release = await releaseBeside(client, [a, b]);
    const of = release?.of ?? null;
    // A file of some megabytes is not sent for the same answer.
    if (previous && release && of !== null && of === previous.of) {
      return { ...previous, read_at: release.readAt };
    }
    const answer = await whole(ask(a, b, ifChanged(previous), signal));
    return { ...readingOf(answer, previous, { shape: COMPARISON, adopt: adoptComparison }), of };
  });
}
