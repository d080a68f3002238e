import type { Execution, Meta } from "@/types/entities";

type Where = Pick<Meta, "namespace" | "temporal_ui_url">;

/** Exactly this run in Temporal's own UI, when the server knows where that is. */
export function temporalLink(meta: Where | undefined, execution: Execution | null): string | null {
  if (!meta?.temporal_ui_url || !execution) return null;
  const parts = [meta.namespace, "workflows", execution.workflow_id, execution.run_id];
  return `${meta.temporal_ui_url}/namespaces/${parts.map(encodeURIComponent).join("/")}`;
}
