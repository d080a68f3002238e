import { useEffect, useEffectEvent, useMemo, useState } from "react";
import type { RefObject } from "react";
import { gridItems } from "@/lib/versions/grid";
import type { Place } from "@/lib/versions/grid";
import { columnsOf, spansOf } from "@/lib/versions/regions";
import { worstByCluster } from "@/lib/versions/table";
import type { CellName, TableRow } from "@/lib/versions/table";
import { GridRow, cellId } from "./GridRow";
import { GridHead, GroupHead } from "./heads";
import { useGridKeys } from "./gridKeys";
import { useGridMetrics, useGridVirtualizers } from "./gridMetrics";
import "./VersionsGrid.css";

interface VersionsGridProps {
  rows: readonly TableRow[];
  clusters: readonly string[];
  /** The cell that the panel shows. */
  selected: CellName | null;
  isAllRead: boolean;
  isOut: boolean;
  gridRef: RefObject<HTMLDivElement | null>;
  onOpen: (cell: CellName) => void;
}

function keyOf(cell: CellName | null): string {
  return cell ? JSON.stringify([cell.app, cell.cluster]) : "";
}

/** The cell that keys act on. It keeps its app and cluster wherever polls move them, and follows what is opened. */
function useActive(selected: CellName | null) {
  const [active, setActive] = useState(selected);
  const [seen, setSeen] = useState(keyOf(selected));
  if (keyOf(selected) !== seen) {
    setSeen(keyOf(selected));
    if (selected) setActive(selected);
  }
  return [active, setActive] as const;
}

function placeOf(
  cell: CellName | null,
  rows: readonly TableRow[],
  clusters: readonly string[],
): Place {
  return {
    row: rows.findIndex(({ app }) => app === cell?.app),
    column: clusters.indexOf(cell?.cluster ?? ""),
  };
}

/** Apps by clusters; only the cells in view exist, and focus stays on the grid. */
export function VersionsGrid(props: VersionsGridProps) {
  const { rows, clusters, selected, isAllRead, isOut, gridRef, onOpen } = props;
  const columns = useMemo(() => columnsOf(clusters), [clusters]);
  const hasRegions = spansOf(columns).length > 0;
  const { sizes, width } = useGridMetrics(gridRef, hasRegions);
  const [active, setActive] = useActive(selected);
  const items = useMemo(() => gridItems(rows), [rows]);
  const worst = useMemo(() => worstByCluster(rows), [rows]);
  const room = Math.floor((10 * (width - sizes.head)) / Math.max(1, clusters.length)) / 10;
  const column = Math.max(sizes.column, room);

  const { vertical, horizontal } = useGridVirtualizers(gridRef, {
    items,
    columns: clusters.length,
    column,
    sizes,
  });

  const found = placeOf(active, rows, clusters);
  const place = { row: Math.max(0, found.row), column: Math.max(0, found.column) };
  const open = placeOf(selected, rows, clusters);
  const isThere = open.row >= 0 && open.column >= 0;

  function reveal(at: Place) {
    vertical.scrollToIndex(items.findIndex((item) => item.kind === "row" && item.at === at.row));
    horizontal.scrollToIndex(at.column);
  }
  const onSelected = useEffectEvent(() => reveal(open));
  // The panel narrows the grid, which may push the cell out of view.
  const shown = isThere && width > 0 ? `${keyOf(selected)} ${String(width)}` : "";
  useEffect(() => {
    if (shown !== "") onSelected();
  }, [shown]);

  const handlers = useGridKeys({
    rows,
    clusters,
    place,
    isPanelOpen: selected !== null,
    onMove: (to, name) => {
      setActive(name);
      reveal(to);
      gridRef.current?.focus({ preventScroll: true });
    },
    onOpen,
  });

  const visible = horizontal.getVirtualItems();
  return (
    <div
      ref={gridRef}
      role="grid"
      className="versions-grid card"
      translate="no"
      tabIndex={0}
      aria-label="Versions by app and cluster"
      aria-rowcount={items.length + 1}
      aria-colcount={clusters.length + 3}
      aria-activedescendant={cellId(place)}
      data-regions={hasRegions || undefined}
      {...handlers}
    >
      <div
        role="presentation"
        className="versions-space"
        style={{ height: vertical.getTotalSize(), width: horizontal.getTotalSize() }}
      >
        <GridHead
          items={visible}
          columns={columns}
          worst={worst}
          active={open.column}
          start={sizes.head}
          width={column}
          isOut={isOut}
        />
        {isThere && (
          <div
            role="presentation"
            className="versions-column"
            style={{ left: sizes.head + open.column * column, width: column }}
          />
        )}
        {vertical.getVirtualItems().map(({ index, start, size }) => {
          const item = items[index];
          if (!item) return null;
          if (item.kind === "group") {
            return <GroupHead key={item.group} item={item} index={index} top={start} />;
          }
          return (
            <GridRow
              key={item.row.app}
              item={item}
              index={index}
              top={start}
              height={size}
              columns={visible}
              clusters={clusters}
              active={item.at === place.row ? place.column : null}
              selected={item.at === open.row ? open.column : null}
              isAllRead={isAllRead}
              isOut={isOut}
            />
          );
        })}
      </div>
    </div>
  );
}
