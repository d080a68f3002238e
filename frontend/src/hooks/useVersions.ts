import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { FACETS } from "@/lib/versions/facets";
import type { TableFilter } from "@/lib/versions/filter";
import type { CellName } from "@/lib/versions/table";
import { versionsQuery } from "@/services/releaseService";
import { useRealtime } from "./useRealtime";

/** Columns one after the other. */
export const IN_ORDER = "order";

/** What the address says. */
export interface VersionsUrl extends TableFilter {
  /** How columns stand: empty by region, `IN_ORDER`, or the id of the release whose waves order them. */
  columns: string;
  /** The cell that is open in the panel. */
  cell: CellName | null;
}

/** Names may have any sign in them, so each is a parameter of its own: `cell=checkout&cell=eu-west-1b`. */
function cellOf(params: URLSearchParams): CellName | null {
  const [app, cluster] = params.getAll("cell");
  return app && cluster ? { app, cluster } : null;
}

function read(params: URLSearchParams): VersionsUrl {
  const chosen = params.getAll("facet");
  return {
    q: params.get("q") ?? "",
    differences: params.get("differences") === "1",
    facets: FACETS.filter((facet) => chosen.includes(facet)),
    columns: params.get("columns") ?? "",
    cell: cellOf(params),
  };
}

function write({ q, differences, facets, columns, cell }: VersionsUrl): URLSearchParams {
  const params = new URLSearchParams();
  if (q !== "") params.set("q", q);
  for (const facet of facets) params.append("facet", facet);
  if (differences) params.set("differences", "1");
  if (columns !== "") params.set("columns", columns);
  for (const name of cell ? [cell.app, cell.cluster] : []) params.append("cell", name);
  return params;
}

/** Polls what runs where, with the filter and the open cell that the address describes. */
export function useVersions() {
  const [params, setParams] = useSearchParams();
  const url = useMemo(() => read(params), [params]);
  const live = useRealtime(versionsQuery);
  const isClosed = url.cell === null;
  const change = useCallback(
    (next: Partial<VersionsUrl>) =>
      setParams((now) => write({ ...read(now), ...next }), {
        // Only opening the panel adds to the history: on a phone "back" closes the sheet.
        replace: !(isClosed && next.cell),
        preventScrollReset: true,
      }),
    [setParams, isClosed],
  );
  return { url, change, live };
}
