import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { ListFilter } from "@/lib/list/listFilter";
import { readFilter, writeFilter } from "@/lib/list/listFilter";
import { releasesQuery } from "@/services/releaseService";
import { useRealtime } from "./useRealtime";

/** Polls the list that the address describes. */
export function useReleases() {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params), [params]);
  const live = useRealtime(releasesQuery(filter));
  const setFilter = useCallback(
    (change: Partial<ListFilter>) => {
      // A new filter starts at its first page.
      setParams((now) => writeFilter({ ...readFilter(now), page: 1, ...change }), {
        replace: true,
      });
    },
    [setParams],
  );
  return { filter, setFilter, live };
}
