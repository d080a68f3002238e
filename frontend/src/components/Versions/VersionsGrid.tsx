import { useMemo, useRef, useState } from "react";
import type { KeyboardEvent, MouseEvent } from "react";
import { gridItems, moved } from "@/lib/versions/grid";
import type { Place } from "@/lib/versions/grid";
import type { TableRow } from "@/lib/versions/table";
import { GridRow, cellId } from "./GridRow";
import { GridHead, GroupHead } from "./heads";
import { useGridMetrics, useGridVirtualizers } from "./gridMetrics";
import "./VersionsGrid.css";

interface VersionsGridProps {
  rows: readonly TableRow[];
  clusters: readonly string[];
  isAllRead: boolean;
  isOut: boolean;
  onOpen: (row: TableRow, cluster: string) => void;
}

/** Apps by clusters; only the cells in view exist, and focus stays on the grid. */
export function VersionsGrid({ rows, clusters, isAllRead, isOut, onOpen }: VersionsGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { sizes, width } = useGridMetrics(scroller);
  const [active, setActive] = useState<Place>({ row: 0, column: 0 });
  const items = useMemo(() => gridItems(rows), [rows]);
  const room = Math.floor((width - sizes.head) / Math.max(1, clusters.length));
  const column = Math.max(sizes.column, room);

  const { vertical, horizontal } = useGridVirtualizers(scroller, {
    items,
    columns: clusters.length,
    column,
    sizes,
  });

  function moveTo({ row, column: at }: Place) {
    setActive({ row, column: at });
    vertical.scrollToIndex(items.findIndex((item) => item.kind === "row" && item.at === row));
    horizontal.scrollToIndex(at);
  }

  const place = {
    row: Math.min(active.row, rows.length - 1),
    column: Math.min(active.column, clusters.length - 1),
  };
  function open({ row, column: at }: Place) {
    const [found, cluster] = [rows[row], clusters[at]];
    if (found && cluster !== undefined) onOpen(found, cluster);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      open(place);
      return;
    }
    const next = moved(place, event, { rows: rows.length, columns: clusters.length });
    if (!next) return;
    event.preventDefault();
    moveTo(next);
  }
  function onClick(event: MouseEvent) {
    const hit =
      event.target instanceof Element ? event.target.closest<HTMLElement>("[data-cell]") : null;
    const [row, at] = (hit?.dataset["cell"] ?? "").split(" ").map(Number);
    if (row === undefined || at === undefined) return;
    setActive({ row, column: at });
    open({ row, column: at });
  }

  const columns = horizontal.getVirtualItems();
  return (
    <div
      ref={scroller}
      role="grid"
      className="versions-grid card"
      translate="no"
      tabIndex={0}
      aria-label="Versions by app and cluster"
      aria-rowcount={items.length + 1}
      aria-colcount={clusters.length + 2}
      aria-activedescendant={cellId(place)}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div
        role="presentation"
        className="versions-space"
        style={{ height: vertical.getTotalSize(), width: horizontal.getTotalSize() }}
      >
        <GridHead columns={columns} clusters={clusters} active={place.column} />
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
              columns={columns}
              clusters={clusters}
              active={item.at === place.row ? place.column : null}
              isAllRead={isAllRead}
              isOut={isOut}
            />
          );
        })}
      </div>
    </div>
  );
}
