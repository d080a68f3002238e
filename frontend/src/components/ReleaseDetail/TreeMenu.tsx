import { Button } from "@chakra-ui/react";
import { Ellipsis, Square, SquareCheck } from "lucide-react";
import { Menu, MenuCheckbox, MenuItem } from "@/components/ui/Menu";
import type { ExportFormat } from "@/lib/tree/exportRows";

export interface TreeMenuProps {
  /** Absent where there are none to see. */
  onExpandProblems: (() => void) | undefined;
  isHiding: boolean;
  onHide: (hide: boolean) => void;
  onExport: (format: ExportFormat) => void;
  onExportTree: () => void;
  onCompare: () => void;
  /** There is a release of the same name before it. */
  isWithPrevious: boolean;
}

/** Rarely used options, and what a narrow toolbar has no room for. */
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
      {props.onExpandProblems && (
        <MenuItem onSelect={props.onExpandProblems}>Expand problems</MenuItem>
      )}
      <MenuItem onSelect={props.onCompare}>
        {props.isWithPrevious ? "Compare with the previous" : "Compare with …"}
      </MenuItem>
      <MenuItem onSelect={props.onExportTree}>Export this tree</MenuItem>
      <MenuItem onSelect={() => props.onExport("csv")}>Export rows as CSV</MenuItem>
      <MenuItem onSelect={() => props.onExport("json")}>Export rows as JSON</MenuItem>
    </Menu>
  );
}
