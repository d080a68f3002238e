import { Button } from "@chakra-ui/react";
import { Download } from "lucide-react";
import { Menu, MenuItem } from "@/components/ui/Menu";
import { lastRead } from "@/hooks/live";
import { download, fileMoment, toCsv } from "@/lib/app/download";
import { csvRow } from "@/lib/list/csvRow";
import type { ListAnswer } from "@/types/entities";

/** Exports the rows on screen. */
export function ExportMenu({ page }: { page: ListAnswer }) {
  function onSelect(format: "csv" | "json") {
    const read_at = lastRead() ?? new Date().toISOString();
    const name = `releases-${fileMoment(read_at)}`;
    if (format === "json") {
      const text = JSON.stringify({ ...page, read_at }, null, 2);
      download(`${name}.json`, "application/json", text);
    } else {
      const rows = page.items.map((item) => csvRow(item, Date.parse(read_at)));
      download(`${name}.csv`, "text/csv", toCsv(rows));
    }
  }
  return (
    <Menu
      renderTrigger={(props) => (
        <Button variant="ghost" hideBelow="sm" {...props}>
          <Download size="0.875rem" aria-hidden="true" />
          Export
        </Button>
      )}
    >
      <MenuItem onSelect={() => onSelect("csv")}>These rows as CSV</MenuItem>
      <MenuItem onSelect={() => onSelect("json")}>These rows as JSON</MenuItem>
    </Menu>
  );
}
