import { queryOptions } from "@tanstack/react-query";
import type { CellName } from "@/lib/versions/table";
import { api, unwrap } from "./api";
import { adoptCellHistory } from "./parse";

const HISTORY = { app: "string", cluster: "string", reports: "list", total: "number" } as const;

/**
 * What releases did to one cell. `told` is what the table says of it: nothing is asked until that changes, so a paused
 * or hidden page asks nothing, as the table does not.
 */
export function cellHistoryQuery({ app, cluster }: CellName, told: string) {
  return queryOptions({
    queryKey: ["versions", "history", app, cluster, told] as const,
    queryFn: async ({ signal }) => {
      const asked = api.GET("/api/versions/history", {
        params: { query: { app, cluster } },
        signal,
      });
      const history = await unwrap(asked, HISTORY);
      adoptCellHistory(history);
      return history;
    },
    placeholderData: (previous) =>
      previous?.app === app && previous.cluster === cluster ? previous : undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}
