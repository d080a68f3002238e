import { toCsv } from "@/lib/app/download";
import type { CsvRow } from "@/lib/app/download";
import { executionFor } from "@/lib/tree/lineage";
import { causeOf } from "@/lib/words/told";
import { formatIso } from "@/lib/words/time";
import type { Tree } from "@/lib/tree/tree";
import { versionsOf } from "@/lib/tree/versions";
import type { Row } from "@/lib/tree/visible";

export type ExportFormat = "csv" | "json";

function exportRow(tree: Tree, { node }: Row): CsvRow {
  const { entity } = node;
  const execution = executionFor(node);
  const { runs, wants } = versionsOf(tree, entity);
  return {
    path: node.path,
    type: node.type,
    id: node.id,
    name: node.label,
    word: node.word,
    status: entity.status,
    health: entity.health,
    state: entity.state ?? null,
    apps_done: node.done,
    apps: node.total,
    apps_skipped: node.counts.skipped ?? 0,
    apps_failed: node.counts.failed ?? 0,
    version_runs: runs,
    version_wanted: wants,
    message: causeOf(entity),
    since: node.since === null ? null : formatIso(node.since),
    changed: node.changed === null ? null : formatIso(node.changed),
    remark: entity.remark ?? null,
    started: entity.started_at ?? null,
    ended: entity.ended_at ?? null,
    duration_seconds: entity.duration ?? null,
    workflow_id: execution?.workflow_id ?? null,
    run_id: execution?.run_id ?? null,
  };
}

/** The rows as shown on the page, with its filters and open branches. */
export function exportRows(tree: Tree, rows: readonly Row[], format: ExportFormat): string {
  const exported = rows.map((row) => exportRow(tree, row));
  return format === "csv" ? toCsv(exported) : JSON.stringify(exported, null, 2);
}
