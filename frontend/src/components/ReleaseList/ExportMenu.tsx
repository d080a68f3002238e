import { Button, Menu, Portal } from "@chakra-ui/react";
import { Download } from "lucide-react";
import { lastRead } from "@/hooks/live";
import { download, toCsv } from "@/lib/app/download";
import { csvRow } from "@/lib/list/csvRow";
import type { ListAnswer } from "@/types/entities";

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
