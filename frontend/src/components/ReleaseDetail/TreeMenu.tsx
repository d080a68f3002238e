import { Button } from "@chakra-ui/react";
import { Ellipsis, Square, SquareCheck } from "lucide-react";
import { Menu, MenuCheckbox, MenuItem } from "@/components/ui/Menu";
import type { ExportFormat } from "@/lib/tree/exportRows";

export interface TreeMenuProps {
  isHiding: boolean;
  onHide: (hide: boolean) => void;
  onExport: (format: ExportFormat) => void;
}

/** Rarely used options: hiding finished rows, and exporting. */
export function TreeMenu({ isHiding, onHide, onExport }: TreeMenuProps) {
  const Box = isHiding ? SquareCheck : Square;
  return (
    <Menu
      renderTrigger={(props) => (
        <Button
          variant="ghost"
          size="icon"
          aria-label="Tree options"
          title="Tree options"
          {...props}
        >
          <Ellipsis size="1rem" aria-hidden="true" />
        </Button>
      )}
    >
      <MenuCheckbox isChecked={isHiding} onSelect={() => onHide(!isHiding)}>
        <Box size="0.875rem" aria-hidden="true" />
        Hide finished
      </MenuCheckbox>
      <MenuItem onSelect={() => onExport("csv")}>Export rows as CSV</MenuItem>
      <MenuItem onSelect={() => onExport("json")}>Export rows as JSON</MenuItem>
    </Menu>
  );
}
