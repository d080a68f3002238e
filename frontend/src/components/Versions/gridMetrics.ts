import { useVirtualizer } from "@tanstack/react-virtual";
import type { VirtualItem } from "@tanstack/react-virtual";
import { useEffect, useMemo } from "react";
import type { RefObject } from "react";
import { useMeasured, widthOf } from "@/hooks/useMeasured";
import type { GridItem } from "@/lib/versions/grid";
import type { Column } from "@/lib/versions/regions";

/** Of rows and columns out of view. Dense ones are so many that few more are enough. */
const [OVERSCAN, DENSE_OVERSCAN] = [6, 2];

/** In rem, as the style sheet has them. */
const WIDE = { head: 26, column: 3, row: 1.875, group: 2, tall: 2.875 };
const NARROW = { ...WIDE, head: 19 };
const PHONE = { ...WIDE, head: 10, row: 2.875 };
const [PHONE_WIDTH, NARROW_WIDTH] = [40, 60];
/** Columns with room for nothing but a sign. */
const DENSE = { column: 0.8125, row: 1.5625, group: 1.75, tall: 1.5625 };
const [DENSE_HEAD, DENSE_NARROW_HEAD] = [25.5, 18];
const FEWEST_DENSE = 24;
/** The head, and the regions in it. */
const [TOP, REGIONS] = [2, 1];
/** Names that are wider than their column stand upright, as far as there is room. */
const [LETTER, MOST_LETTERS] = [0.4, 18];

/** Without room for their text, many clusters are dense. On a phone they scroll. */
function layoutAt(width: number, clusters: number) {
  if (width < PHONE_WIDTH) return { ...PHONE, isDense: false };
  const isNarrow = width < NARROW_WIDTH;
  const wide = isNarrow ? NARROW : WIDE;
  if (clusters < FEWEST_DENSE || wide.head + clusters * wide.column <= width) {
    return { ...wide, isDense: false };
  }
  return { ...DENSE, head: isNarrow ? DENSE_NARROW_HEAD : DENSE_HEAD, isDense: true };
}

/** The sizes of the grid in pixels, which follow its own width and the size of text. */
export function useGridMetrics(
  scroller: RefObject<HTMLElement | null>,
  columns: readonly Column[],
  hasRegions: boolean,
) {
  const width = useMeasured(scroller, widthOf);
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const count = columns.length;
  const longest = useMemo(() => Math.max(0, ...columns.map(({ rest }) => rest.length)), [columns]);
  return useMemo(() => {
    const { isDense, ...layout } = layoutAt(width / rem, count);
    const head = layout.head * rem;
    const room = Math.floor((64 * (width - head)) / Math.max(1, count)) / 64;
    const column = Math.max(layout.column * rem, room);
    const isUpright = longest * LETTER * rem > column;
    const top =
      TOP + (hasRegions ? REGIONS : 0) + (isUpright ? Math.min(longest, MOST_LETTERS) * LETTER : 0);
    const sizes = {
      head,
      column,
      row: layout.row * rem,
      group: layout.group * rem,
      tall: layout.tall * rem,
      top: top * rem,
    };
    return { sizes, width, isDense, isUpright };
  }, [width, rem, count, hasRegions, longest]);
}

interface Extent {
  items: readonly GridItem[];
  columns: number;
  sizes: ReturnType<typeof useGridMetrics>["sizes"];
  width: number;
  isDense: boolean;
}

/** Which rows and columns are in view. */
export function useGridVirtualizers(
  scroller: RefObject<HTMLElement | null>,
  { items: rows, columns, sizes, width, isDense }: Extent,
) {
  const overscan = isDense ? DENSE_OVERSCAN : OVERSCAN;
  // oxlint-disable-next-line react/incompatible-library -- virtualises
  const vertical = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const item = rows[index];
      if (item?.kind !== "row") return sizes.group;
      return item.isTall ? sizes.tall : sizes.row;
    },
    overscan,
    paddingStart: sizes.top,
    scrollPaddingStart: sizes.top,
  });
  const horizontal = useVirtualizer({
    horizontal: true,
    count: columns,
    getScrollElement: () => scroller.current,
    estimateSize: () => sizes.column,
    overscan,
    paddingStart: sizes.head,
    scrollPaddingStart: sizes.head,
  });
  useEffect(() => {
    vertical.measure();
    horizontal.measure();
  }, [vertical, horizontal, sizes, rows]);
  // Half a column in view is in view. Over the first ones lies the head of the row.
  const left = (horizontal.scrollOffset ?? 0) / sizes.column;
  const shown = (width - sizes.head) / sizes.column;
  const inView = { first: Math.round(left), last: Math.round(left + shown) - 1 };
  const items = horizontal.getVirtualItems();
  const isAll = items[0]?.index === 0 && items.at(-1)?.index === columns - 1;
  const isSeen = ({ index }: VirtualItem) => isAll || index >= inView.first - overscan;
  return { vertical, horizontal, inView, visible: items.filter(isSeen) };
}
