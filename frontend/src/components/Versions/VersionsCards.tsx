import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { useMeasured } from "@/hooks/useMeasured";
import { gridItems } from "@/lib/versions/grid";
import { SECTION_WORDS } from "@/lib/versions/sections";
import { formatNumber } from "@/lib/words/words";
import { VersionCard } from "./VersionCard";
import type { VersionsGridProps } from "./VersionsGrid";
import "./VersionsCards.css";

const [GUESS, OVERSCAN] = [110, 6];

function documentTopOf(element: HTMLElement): number {
  return Math.round(element.getBoundingClientRect().top + window.scrollY);
}

/** The table on a phone: a card for each app, with its clusters as a strip. */
export function VersionsCards(props: Omit<VersionsGridProps, "selected" | "releases">) {
  const { shown, columns, isEarly, isAllRead, isOut, gridRef, onOpen, onFold } = props;
  const body = useRef<HTMLDivElement>(null);
  const scrollMargin = useMeasured(body, documentTopOf, { onPage: true });
  const items = useMemo(() => gridItems(shown, isEarly), [shown, isEarly]);
  // oxlint-disable-next-line react/incompatible-library -- nothing of it is passed on
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => GUESS,
    overscan: OVERSCAN,
    scrollMargin,
    getItemKey: (index) => {
      const item = items[index];
      return item?.kind === "row" ? `app ${item.shown.row.app}` : (item?.section ?? index);
    },
  });
  const visible = virtualizer.getVirtualItems();
  const before = (visible[0]?.start ?? scrollMargin) - scrollMargin;
  const after = virtualizer.getTotalSize() + scrollMargin - (visible.at(-1)?.end ?? scrollMargin);
  return (
    <div
      ref={gridRef}
      role="region"
      className="versions-cards"
      translate="no"
      tabIndex={-1}
      aria-label="Versions by app"
    >
      <div ref={body} style={{ paddingBlock: `${String(before)}px ${String(after)}px` }}>
        {visible.map(({ index, key }) => {
          const item = items[index];
          return (
            <div key={key} ref={virtualizer.measureElement} data-index={index}>
              {item?.kind === "group" && (
                <h2>
                  {SECTION_WORDS[item.section]} <span>{formatNumber(item.count)}</span>
                </h2>
              )}
              {item?.kind === "row" && (
                <VersionCard
                  shown={item.shown}
                  columns={columns}
                  isAllRead={isAllRead}
                  isOut={isOut}
                  onOpen={onOpen}
                  onFold={onFold}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
