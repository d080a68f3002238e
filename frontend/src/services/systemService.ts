import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./api";

/** How the server itself is; for administrators. */
export const systemQuery = queryOptions({
  queryKey: ["system"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/system", { signal })),
  staleTime: 0,
});
