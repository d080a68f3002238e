import { Button, Menu, Portal } from "@chakra-ui/react";
import { Ellipsis, Square, SquareCheck } from "lucide-react";
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
    <Menu.Root positioning={{ placement: "bottom-end" }}>
      <Menu.Trigger asChild>
        <Button variant="ghost" size="icon" aria-label="Tree options" title="Tree options">
          <Ellipsis size="1rem" aria-hidden="true" />
        </Button>
      </Menu.Trigger>
      <Portal>
        <Menu.Positioner>
          <Menu.Content>
            <Menu.CheckboxItem
              value="hide"
              checked={isHiding}
              onCheckedChange={onHide}
              closeOnSelect={false}
            >
              <Box size="0.875rem" aria-hidden="true" />
              Hide finished
            </Menu.CheckboxItem>
            <Menu.Item value="csv" onSelect={() => onExport("csv")}>
              Export rows as CSV
            </Menu.Item>
            <Menu.Item value="json" onSelect={() => onExport("json")}>
              Export rows as JSON
            </Menu.Item>
          </Menu.Content>
        </Menu.Positioner>
      </Portal>
    </Menu.Root>
  );
}
