import { Button, Menu, Portal } from "@chakra-ui/react";
import { Download } from "lucide-react";
import { lastRead } from "@/hooks/live";
import type { CsvRow } from "@/lib/app/download";
import { download, toCsv } from "@/lib/app/download";
import { isTreeRead, isUnread, rowReason, rowTimes, rowWord } from "@/lib/list/releaseRow";
import { doneOf, totalOf } from "@/lib/words/status";
import { formatIso } from "@/lib/words/time";
import { nameOf } from "@/lib/tree/tree";
import type { ListAnswer, ReleaseSummary } from "@/types/entities";

function iso(time: number | undefined): string {
  return time === undefined ? "" : formatIso(time);
}

function csvRow(item: ReleaseSummary, readAt: number): CsvRow {
  const { started, ended, changed } = rowTimes(item);
  const unread = isUnread(item);
  const reason = unread ? undefined : rowReason(item, readAt);
  const counts = item.counts ?? {};
  // Empty rather than 0 while it is not known.
  const known = (count: number) => (isTreeRead(item) ? count : null);
  return {
    id: item.id,
    name: nameOf(item),
    version: item.version,
    status: unread ? "Not read yet" : rowWord(item, false),
    apps_done: known(doneOf(counts)),
    apps: known(totalOf(counts)),
    apps_skipped: known(counts.skipped ?? 0),
    apps_failed: known(counts.failed ?? 0),
    problem: reason ? reason.lead + reason.rest : "",
    culprit: reason ? [reason.who, reason.where].filter(Boolean).join(" ") : "",
    reason: reason?.why,
    started_at: iso(started),
    ended_at: iso(ended),
    changed_at: iso(changed),
  };
}

/** Exports the rows on screen. */
export function ExportMenu({ page }: { page: ListAnswer }) {
  function onSelect(format: string) {
    const read_at = lastRead() ?? new Date().toISOString();
    const name = `releases-${read_at.slice(0, 19).replaceAll(":", "")}`;
    if (format === "json") {
      const text = JSON.stringify({ ...page, read_at }, null, 2);
      download(`${name}.json`, "application/json", text);
    } else {
      const rows = page.items.map((item) => csvRow(item, Date.parse(read_at)));
      download(`${name}.csv`, "text/csv", toCsv(rows));
    }
  }
  return (
    <Menu.Root positioning={{ placement: "bottom-end" }} onSelect={({ value }) => onSelect(value)}>
      <Menu.Trigger asChild>
        <Button variant="ghost" hideBelow="sm">
          <Download size="0.875rem" aria-hidden="true" />
          Export
        </Button>
      </Menu.Trigger>
      <Portal>
        <Menu.Positioner>
          <Menu.Content>
            <Menu.Item value="csv">These rows as CSV</Menu.Item>
            <Menu.Item value="json">These rows as JSON</Menu.Item>
          </Menu.Content>
        </Menu.Positioner>
      </Portal>
    </Menu.Root>
  );
}
