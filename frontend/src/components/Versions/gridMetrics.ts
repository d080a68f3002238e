import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo } from "react";
import type { RefObject } from "react";
import { useMeasured, widthOf } from "@/hooks/useMeasured";
import type { GridItem } from "@/lib/versions/grid";

const OVERSCAN = 6;

/** In rem, as the style sheet has them. */
const WIDE = { head: 26, column: 2.875, row: 1.875, group: 1.875, tall: 2.875 };
const NARROW = { ...WIDE, head: 19 };
const PHONE = { ...WIDE, head: 10, row: 2.875 };
const [PHONE_WIDTH, NARROW_WIDTH] = [40, 60];
const [TOP, TOP_WITH_REGIONS] = [2, 3];

function sizesAt(width: number) {
  if (width < PHONE_WIDTH) return PHONE;
  return width < NARROW_WIDTH ? NARROW : WIDE;
}

/** The sizes of the grid in pixels, which follow its own width and the size of text. */
export function useGridMetrics(scroller: RefObject<HTMLElement | null>, hasRegions: boolean) {
  const width = useMeasured(scroller, widthOf);
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const layout = sizesAt(width / rem);
  const sizes = useMemo(
    () => ({
      head: layout.head * rem,
      column: layout.column * rem,
      row: layout.row * rem,
      group: layout.group * rem,
      tall: layout.tall * rem,
      top: (hasRegions ? TOP_WITH_REGIONS : TOP) * rem,
    }),
    [layout, hasRegions, rem],
  );
  return { sizes, width };
}

interface Extent {
  items: readonly GridItem[];
  columns: number;
  /** The width of a column in pixels. */
  column: number;
  sizes: ReturnType<typeof useGridMetrics>["sizes"];
}

/** Which rows and columns are in view. */
export function useGridVirtualizers(
  scroller: RefObject<HTMLElement | null>,
  { items, columns, column, sizes }: Extent,
) {
  // oxlint-disable-next-line react/incompatible-library -- virtualises
  const vertical = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const item = items[index];
      if (item?.kind !== "row") return sizes.group;
      return item.isTall ? sizes.tall : sizes.row;
    },
    overscan: OVERSCAN,
    paddingStart: sizes.top,
    scrollPaddingStart: sizes.top,
  });
  const horizontal = useVirtualizer({
    horizontal: true,
    count: columns,
    getScrollElement: () => scroller.current,
    estimateSize: () => column,
    overscan: OVERSCAN,
    paddingStart: sizes.head,
    scrollPaddingStart: sizes.head,
  });
  useEffect(() => {
    vertical.measure();
    horizontal.measure();
  }, [vertical, horizontal, sizes, column, items]);
  return { vertical, horizontal };
}
