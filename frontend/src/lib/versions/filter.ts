import type { VersionCell } from "@/types/entities";
import { FACETS, hasFacet } from "./facets";
import type { Facet } from "./facets";
import { CALM, kindOf, onTopOf } from "./table";
import type { TableRow } from "./table";

export interface TableFilter {
  readonly q: string;
  readonly differences: boolean;
  /** Apps under any of these; none chosen means all. */
  readonly facets: readonly Facet[];
}

function hasVersion(cell: VersionCell, text: string): boolean {
  return [cell.runs, ...onTopOf(cell)].some((each) => each?.version?.toLowerCase().includes(text));
}

interface Filtered {
  readonly rows: readonly TableRow[];
  readonly clusters: readonly string[];
  /** How many apps are left out because they are the same everywhere. */
  readonly same: number;
}

/** A cluster that matches leaves only its column; an app or a version, only their rows. */
export function filtered(
  rows: readonly TableRow[],
  clusters: readonly string[],
  { q, differences, facets }: TableFilter,
): Filtered {
  const text = q.trim().toLowerCase();
  const named = text === "" ? [] : clusters.filter((each) => each.toLowerCase().includes(text));
  const isRowFound = (row: TableRow) =>
    text === "" ||
    row.app.toLowerCase().includes(text) ||
    [...row.cells.values()].some((cell) => hasVersion(cell, text));
  const found = named.length > 0 ? rows : rows.filter(isRowFound);
  const chosen =
    facets.length === 0
      ? found
      : found.filter((row) => facets.some((facet) => hasFacet(row, facet)));
  const shown = differences ? chosen.filter(({ group }) => group !== "same") : chosen;
  const columns = named.length > 0 ? named : clusters;
  if (!differences) return { rows: shown, clusters: columns, same: 0 };
  const differs = (cluster: string) =>
    shown.some((row) => !CALM.has(kindOf(row.cells.get(cluster), row.mostRun)));
  const same = chosen.length - shown.length;
  return { rows: shown, clusters: columns.filter(differs), same };
}

/** How many apps each chip would leave of what is searched. */
export function facetCounts(
  rows: readonly TableRow[],
  clusters: readonly string[],
  filter: TableFilter,
): Readonly<Record<Facet | "all", number>> {
  const found = filtered(rows, clusters, { ...filter, facets: [] }).rows;
  const counts = {
    all: found.length,
    differ: 0,
    failed: 0,
    retrying: 0,
    unknown: 0,
    running: 0,
    conflict: 0,
  };
  for (const facet of FACETS) counts[facet] = found.filter((row) => hasFacet(row, facet)).length;
  return counts;
}
