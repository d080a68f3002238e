import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { FACETS } from "@/lib/versions/facets";
import type { TableFilter } from "@/lib/versions/filter";
import { versionsQuery } from "@/services/releaseService";
import { useRealtime } from "./useRealtime";

function read(params: URLSearchParams): TableFilter {
  const chosen = params.getAll("facet");
  return {
    q: params.get("q") ?? "",
    differences: params.get("differences") === "1",
    facets: FACETS.filter((facet) => chosen.includes(facet)),
  };
}

function write({ q, differences, facets }: TableFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (q !== "") params.set("q", q);
  for (const facet of facets) params.append("facet", facet);
  if (differences) params.set("differences", "1");
  return params;
}

/** Polls what runs where, with the filter that the address describes. */
export function useVersions() {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => read(params), [params]);
  const live = useRealtime(versionsQuery);
  const setFilter = useCallback(
    (change: Partial<TableFilter>) =>
      setParams((now) => write({ ...read(now), ...change }), { replace: true }),
    [setParams],
  );
  return { filter, setFilter, live };
}
