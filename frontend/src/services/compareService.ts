import type { Comparison } from "@/types/entities";
import { api, whole } from "./api";
import type { Undated } from "./conditional";
import { conditionalQuery, ifChanged, readingOf } from "./conditional";
import { adoptComparison } from "./parse";

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

export function compareQuery(a: CompareSide, b: CompareSide) {
  return conditionalQuery<CompareAnswer>(["compare", a.key, b.key], async (previous, signal) => {
    const answer = await whole(ask(a, b, ifChanged(previous), signal));
    return readingOf(answer, previous, { shape: COMPARISON, adopt: adoptComparison });
  });
}
