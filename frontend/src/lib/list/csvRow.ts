import type { CsvRow } from "@/lib/app/download";
import { isTreeRead, rowReason, rowTimes } from "@/lib/list/releaseRow";
import { doneOf, totalOf } from "@/lib/words/status";
import { formatIso } from "@/lib/words/time";
import { labelOf } from "@/lib/words/told";
import type { ReleaseSummary } from "@/types/entities";

function iso(time: number | undefined): string {
  return time === undefined ? "" : formatIso(time);
}

/** A row of the list as it leaves the page. */
export function csvRow(item: ReleaseSummary, readAt: number): CsvRow {
  const { started, ended, changed } = rowTimes(item);
  const { verdict, counts } = item;
  const reason = verdict ? rowReason(item, verdict, readAt) : undefined;
  // An empty cell where a zero would claim something.
  const known = (count: number) => (isTreeRead(item) ? count : null);
  return {
    id: item.id,
    name: labelOf(item),
    version: item.version,
    status: verdict?.word ?? "Not read yet",
    apps_done: known(doneOf(counts)),
    apps: known(totalOf(counts)),
    apps_skipped: known(counts.skipped ?? 0),
    apps_failed: known(counts.failed ?? 0),
    problem: reason ? reason.lead + reason.rest : "",
    culprit: reason ? [reason.who, reason.where].filter(Boolean).join(" ") : "",
    reason: reason?.why,
    started_at: iso(started),
    ended_at: iso(ended),
    duration_seconds: item.duration,
    changed_at: iso(changed),
  };
}
