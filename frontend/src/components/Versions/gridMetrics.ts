import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo } from "react";
import type { RefObject } from "react";
import { useMeasured, widthOf } from "@/hooks/useMeasured";
import type { GridItem } from "@/lib/versions/grid";

const OVERSCAN = 6;

/** In rem, as the style sheet has them. */
const WIDE = { head: 20.5, column: 4.25, row: 1.875, group: 1.875, tall: 2.875, top: 2 };
const PHONE = { ...WIDE, head: 10, row: 2.875 };
const PHONE_WIDTH = 40;

/** The sizes of the grid in pixels, which follow its own width and the size of text. */
export function useGridMetrics(scroller: RefObject<HTMLElement | null>) {
  const width = useMeasured(scroller, widthOf);
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const isPhone = width < PHONE_WIDTH * rem;
  const sizes = useMemo(() => {
    const { head, column, row, group, tall, top } = isPhone ? PHONE : WIDE;
    return {
      head: head * rem,
      column: column * rem,
      row: row * rem,
      group: group * rem,
      tall: tall * rem,
      top: top * rem,
    };
  }, [isPhone, rem]);
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
