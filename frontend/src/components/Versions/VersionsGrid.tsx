import { useEffect, useEffectEvent, useMemo, useState } from "react";
import type { CSSProperties, RefObject } from "react";
import type { ShownRow } from "@/lib/versions/alike";
import { gridItems } from "@/lib/versions/grid";
import type { Place } from "@/lib/versions/grid";
import { spansOf } from "@/lib/versions/regions";
import type { Column } from "@/lib/versions/regions";
import { worstByCluster } from "@/lib/versions/table";
import type { CellName, TableRow } from "@/lib/versions/table";
import type { VersionSource } from "@/types/entities";
import { CellTip } from "./CellTip";
import { GridRow, cellId } from "./GridRow";
import { GridHead, GroupHead } from "./heads";
import { SkeletonRows } from "./VersionsSkeleton";
import { useGridKeys } from "./gridKeys";
import { useGridMetrics, useGridVirtualizers } from "./gridMetrics";
import "./VersionCells.css";
import "./VersionsGrid.css";

export interface VersionsGridProps {
  shown: readonly ShownRow[];
  columns: readonly Column[];
  releases: readonly VersionSource[];
  /** The cell that the panel shows. */
  selected: CellName | null;
  /** So little is read that nobody can tell what differs. */
  isEarly: boolean;
  isAllRead: boolean;
  isOut: boolean;
  gridRef: RefObject<HTMLDivElement | null>;
  onOpen: (cell: CellName) => void;
  onFold: (app: string) => void;
}

interface GridStyle extends CSSProperties {
  "--versions-head": string;
  "--versions-top": string;
}

function keyOf(cell: CellName | null): string {
  return cell ? JSON.stringify([cell.app, cell.cluster]) : "";
}

/** The cell that keys act on, or the name of its app: then no cluster. It keeps its app and cluster wherever polls move them, and follows what is opened. */
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
  shown: readonly ShownRow[],
  clusters: readonly string[],
): Place {
  return {
    row: shown.findIndex(({ row }) => row.app === cell?.app),
    column: clusters.indexOf(cell?.cluster ?? ""),
  };
}

/** Where the active cell is, and the one that is open in the panel. */
function usePlaces(
  selected: CellName | null,
  shown: readonly ShownRow[],
  clusters: readonly string[],
) {
  const [active, setActive] = useActive(selected);
  const found = placeOf(active, shown, clusters);
  const isName = active?.cluster === "";
  const place = { row: Math.max(0, found.row), column: isName ? -1 : Math.max(0, found.column) };
  const open = placeOf(selected, shown, clusters);
  const isThere = open.row >= 0 && open.column >= 0;
  return { place, open, isThere, setActive };
}

interface GridProps extends VersionsGridProps {
  rows: readonly TableRow[];
  clusters: readonly string[];
}

function Grid(props: GridProps) {
  const { shown, columns, rows, clusters, selected } = props;
  const { isEarly, isAllRead, isOut, gridRef, onOpen, onFold } = props;
  const spans = useMemo(() => spansOf(columns), [columns]);
  const edges = useMemo(() => new Set(spans.map(({ first }) => first)), [spans]);
  const hasRegions = spans.length > 0;
  const metrics = useGridMetrics(gridRef, columns, hasRegions);
  const { sizes, width, isDense, isUpright } = metrics;
  const { place, open, isThere, setActive } = usePlaces(selected, shown, clusters);
  const items = useMemo(() => gridItems(shown, isEarly), [shown, isEarly]);
  const worst = useMemo(() => worstByCluster(rows), [rows]);

  const { vertical, horizontal, inView, visible } = useGridVirtualizers(gridRef, {
    items,
    columns: clusters.length,
    sizes,
    width,
    isDense,
  });

  function reveal(at: Place) {
    vertical.scrollToIndex(items.findIndex((item) => item.kind === "row" && item.at === at.row));
    horizontal.scrollToIndex(Math.max(0, at.column));
  }
  const onSelected = useEffectEvent(() => reveal(open));
  // The panel narrows the grid, which may push the cell out of view.
  const revealed = isThere && width > 0 ? `${keyOf(selected)} ${String(width)}` : "";
  useEffect(() => {
    if (revealed !== "") onSelected();
  }, [revealed]);

  const handlers = useGridKeys({
    shown,
    clusters,
    place,
    isPanelOpen: selected !== null,
    onMove: (to, name) => {
      setActive(name);
      reveal(to);
      gridRef.current?.focus({ preventScroll: true });
    },
    onOpen,
    onFold,
  });

  const style: GridStyle = {
    height: vertical.getTotalSize(),
    width: horizontal.getTotalSize(),
    "--versions-head": `${String(sizes.head)}px`,
    "--versions-top": `${String(sizes.top)}px`,
  };
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
      data-dense={isDense || undefined}
      data-upright={isUpright || undefined}
      {...handlers}
    >
      <div role="presentation" className="versions-space" style={style}>
        <GridHead
          items={visible}
          columns={columns}
          worst={worst}
          active={open.column}
          start={sizes.head}
          width={sizes.column}
          isDense={isDense}
          isTight={isDense && !isUpright}
          isOut={isOut}
        />
        {isThere && (
          <div
            role="presentation"
            className="versions-column"
            style={{ left: sizes.head + open.column * sizes.column, width: sizes.column }}
          />
        )}
        {vertical.getVirtualItems().map(({ index, start, size }) => {
          const item = items[index];
          if (!item) return null;
          if (item.kind === "group") {
            return <GroupHead key={item.section} item={item} index={index} top={start} />;
          }
          return (
            <GridRow
              key={item.shown.row.app}
              item={item}
              index={index}
              top={start}
              height={size}
              columns={visible}
              clusters={clusters}
              edges={edges}
              inView={inView}
              isDense={isDense}
              active={item.at === place.row ? place.column : null}
              selected={item.at === open.row ? open.column : null}
              isAllRead={isAllRead}
              isOut={isOut}
            />
          );
        })}
      </div>
      {isEarly && <SkeletonRows />}
    </div>
  );
}

/** Apps by clusters; only the cells in view exist, and focus stays on the grid. */
export function VersionsGrid(props: VersionsGridProps) {
  const { shown, columns, gridRef, releases, isAllRead, isOut } = props;
  const clusters = useMemo(() => columns.map(({ cluster }) => cluster), [columns]);
  const rows = useMemo(() => shown.map(({ row }) => row), [shown]);
  return (
    <>
      <Grid {...props} rows={rows} clusters={clusters} />
      <CellTip
        grid={gridRef}
        rows={rows}
        clusters={clusters}
        releases={releases}
        isAllRead={isAllRead}
        isOut={isOut}
      />
    </>
  );
}
