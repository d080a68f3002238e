import type { Execution, Meta } from "@/types/entities";

type Run = Pick<Execution, "workflow_id" | "run_id">;
type Where = Pick<Meta, "namespace" | "temporal_ui_url">;

/** Link to the run in Temporal's own UI, if its address is configured. */
export function temporalLink(meta: Where | undefined, execution: Run | null): string | null {
  if (!meta?.temporal_ui_url || !execution) return null;
  const parts = [meta.namespace, "workflows", execution.workflow_id, execution.run_id];
  return `${meta.temporal_ui_url}/namespaces/${parts.map(encodeURIComponent).join("/")}`;
}
