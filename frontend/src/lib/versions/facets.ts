import type { Status, VersionCell } from "@/types/entities";
import { WORDS } from "@/types/vocabulary.gen";
import { CALM, kindOf, onTopOf, statusOf } from "./table";
import type { TableRow } from "./table";

/** What an app can be found by, besides its text. */
export const FACETS = ["differ", "failed", "retrying", "unknown", "running", "conflict"] as const;

export type Facet = (typeof FACETS)[number];

export const FACET_LABELS = {
  differ: "Differ",
  failed: WORDS.failed,
  retrying: WORDS.retrying,
  unknown: WORDS.unknown,
  running: WORDS.running,
  conflict: "Two releases",
} as const satisfies Record<Facet, string>;

/** The status whose icon a chip has. */
export function facetStatus(facet: Facet): Status | undefined {
  return facet === "differ" || facet === "conflict" ? undefined : facet;
}

function isUnder(cell: VersionCell, mostRun: string | null, facet: Facet): boolean {
  if (facet === "differ") return !CALM.has(kindOf(cell, mostRun));
  if (facet === "conflict") return cell.conflict === true;
  const isGone = facet === "unknown" && cell.runs?.stale === true;
  return isGone || onTopOf(cell).some((each) => statusOf(each) === facet);
}

export function hasFacet({ cells, mostRun }: TableRow, facet: Facet): boolean {
  return [...cells.values()].some((cell) => isUnder(cell, mostRun, facet));
}
