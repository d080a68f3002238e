import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { hasShape } from "@/services/shape";
import type { ComparedRow, Comparison } from "@/types/entities";

const file = join(dirname(fileURLToPath(import.meta.url)), "comparison.gen.json");

function isComparison(told: unknown): told is Comparison {
  return hasShape(told, { a: "object", changes: "list" });
}

/** The comparison of the design picture, as the server tells it: a copy of its own, for a test to change. */
export function comparison(): Comparison {
  const told: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!isComparison(told)) throw new Error(`${file} holds no comparison: run make openapi.`);
  return told;
}

/** The same with so many apps that are the same. */
export function longComparison(same: number): Comparison {
  const long = comparison();
  const [first] = long.same.rows;
  if (!first) throw new Error("Nothing is the same.");
  const row = (at: number): ComparedRow => ({
    ...first,
    app: `app-${String(at)}`,
    b: first.b ? { ...first.b, paths: [`${long.b.id}/app:${String(at)}`] } : null,
  });
  long.same.rows = Array.from({ length: same }, (_, at) => row(at));
  long.same.count = same;
  return long;
}

/** Nothing differs, and all is done. */
export function identical(): Comparison {
  const { a, ...rest } = comparison();
  const counts = Object.fromEntries(Object.keys(rest.counts).map((finding) => [finding, 0]));
  const none = { count: 0, headline: "", detail: "", rows: [] };
  return {
    ...rest,
    a,
    b: a,
    headline: "Nothing differs.",
    detail: "240 apps, same versions, times within 25%.",
    step: null,
    counts: { ...counts, same: 240 },
    changes: [],
    same: { ...rest.same, count: 240, headline: "240 apps are the same" },
    not_done: none,
    not_comparable: none,
  };
}
