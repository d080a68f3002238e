import { Button } from "@chakra-ui/react";
import { Ellipsis, Square, SquareCheck } from "lucide-react";
import { Menu, MenuCheckbox, MenuItem } from "@/components/ui/Menu";
import type { ExportFormat } from "@/lib/tree/exportRows";

export interface TreeMenuProps {
  isHiding: boolean;
  onHide: (hide: boolean) => void;
  onExport: (format: ExportFormat) => void;
  onExportTree: () => void;
  onCompare: () => void;
  /** There is a release of the same name before it. */
  isWithPrevious: boolean;
}

/** Rarely used options: hiding finished rows, comparing, and exporting. */
export function TreeMenu({ isHiding, onHide, ...props }: TreeMenuProps) {
  const Box = isHiding ? SquareCheck : Square;
  return (
    <Menu
      renderTrigger={(trigger) => (
        <Button
          variant="ghost"
          size="icon"
          aria-label="Tree options"
          title="Tree options"
          {...trigger}
        >
          <Ellipsis size="1rem" aria-hidden="true" />
        </Button>
      )}
    >
      <MenuCheckbox isChecked={isHiding} onSelect={() => onHide(!isHiding)}>
        <Box size="0.875rem" aria-hidden="true" />
        Hide finished
      </MenuCheckbox>
      <MenuItem onSelect={props.onCompare}>
        {props.isWithPrevious ? "Compare with the previous" : "Compare with …"}
      </MenuItem>
      <MenuItem onSelect={props.onExportTree}>Export this tree</MenuItem>
      <MenuItem onSelect={() => props.onExport("csv")}>Export rows as CSV</MenuItem>
      <MenuItem onSelect={() => props.onExport("json")}>Export rows as JSON</MenuItem>
    </Menu>
  );
}
