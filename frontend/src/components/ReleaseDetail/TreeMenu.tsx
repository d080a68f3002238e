import { Button } from "@chakra-ui/react";
import { Ellipsis, Square, SquareCheck } from "lucide-react";
import { useNavigate } from "react-router";
import { Menu, MenuCheckbox, MenuItem } from "@/components/ui/Menu";
import { lastRead } from "@/hooks/live";
import type { TreeView } from "@/hooks/useTreeView";
import { download, fileMoment } from "@/lib/app/download";
import { exportedSide, sideKey } from "@/lib/compare/sides";
import { exportRows } from "@/lib/tree/exportRows";
import type { ExportFormat } from "@/lib/tree/exportRows";
import type { Past } from "@/lib/tree/rowView";
import type { Tree } from "@/lib/tree/tree";
import { formatIso } from "@/lib/words/time";
import type { TreeAnswer } from "@/services/releaseService";

interface TreeMenuProps {
  tree: Tree;
  view: TreeView;
  past: Past | null;
  answer: TreeAnswer;
  /** When it was read, if it is from a file. */
  readAt: number | undefined;
  /** The release of the same name before it. */
  previous: string | undefined;
  isHiding: boolean;
  onHide: (hide: boolean) => void;
}

const TYPES = { csv: "text/csv", json: "application/json" } satisfies Record<ExportFormat, string>;

/** Rarely used options, and what a narrow toolbar has no room for. */
export function TreeMenu(props: TreeMenuProps) {
  const { tree, view, past, answer, readAt, previous, isHiding, onHide } = props;
  const navigate = useNavigate();
  const { id } = tree.release;
  const fileName = id.replaceAll(":", "-");
  const own = readAt === undefined ? { id, at: null } : exportedSide(id, formatIso(readAt));
  const sides = new URLSearchParams({ ...(previous && { a: previous }), b: sideKey(own) });
  const Box = isHiding ? SquareCheck : Square;
  function onExport(format: ExportFormat) {
    download(`${fileName}.${format}`, TYPES[format], exportRows(tree, view.rows, format));
  }
  function onExportTree() {
    const read_at = readAt === undefined ? lastRead() : formatIso(readAt);
    const name = `${fileName}-${fileMoment(read_at ?? "")}.json`;
    download(name, TYPES.json, JSON.stringify({ ...answer, read_at }));
  }
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
      {past === null && tree.problemRows.length > 0 && (
        <MenuItem onSelect={view.expandAllProblems}>Expand problems</MenuItem>
      )}
      <MenuItem onSelect={() => void navigate(`/compare?${sides.toString()}`)}>
        {previous === undefined ? "Compare with …" : "Compare with the previous"}
      </MenuItem>
      <MenuItem onSelect={onExportTree}>Export this tree</MenuItem>
      <MenuItem onSelect={() => onExport("csv")}>Export rows as CSV</MenuItem>
      <MenuItem onSelect={() => onExport("json")}>Export rows as JSON</MenuItem>
    </Menu>
  );
}
