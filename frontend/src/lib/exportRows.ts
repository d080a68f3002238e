import { toCsv } from "@/lib/download";
import type { CsvRow } from "@/lib/download";
import { executionFor } from "@/lib/lineage";
import { causeOf } from "@/lib/problems";
import { formatIso } from "@/lib/time";
import type { Row } from "@/lib/visible";

export type ExportFormat = "csv" | "json";

function exportRow({ node }: Row): CsvRow {
  const { entity } = node;
  const execution = executionFor(node);
  return {
    path: node.path,
    type: node.type,
    id: node.id,
    name: node.label,
    status: entity.status,
    health: node.status,
    state: entity.state ?? null,
    apps_done: node.done,
    apps: node.total,
    version: entity.version ?? null,
    previous_version: entity.previous_version ?? null,
    message: causeOf(entity),
    since: node.since === null ? null : formatIso(node.since),
    changed: node.changed === null ? null : formatIso(node.changed),
    workflow_id: execution?.workflow_id ?? null,
    run_id: execution?.run_id ?? null,
  };
}

/** The rows as they stand on the page, filters and open branches included. */
export function exportRows(rows: readonly Row[], format: ExportFormat): string {
  const exported = rows.map(exportRow);
  return format === "csv" ? toCsv(exported) : JSON.stringify(exported, null, 2);
}
