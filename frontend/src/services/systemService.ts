import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./api";

const SYSTEM = {
  read_at: "string",
  started_at: "string",
  connection: "object",
  task_queues: "list",
  query_budget: "object",
  other_budget: "object",
  concurrency: "object",
  kept_answers: "object",
  tree_reads: "object",
  entity_reads: "object",
  list_reads: "object",
  sign_ins: "object",
} as const;

/** The state of the server; for administrators. */
export const systemQuery = queryOptions({
  queryKey: ["system"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/system", { signal }), SYSTEM),
  staleTime: 0,
});
