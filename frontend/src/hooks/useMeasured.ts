import { useLayoutEffect, useState } from "react";
import type { RefObject } from "react";

interface Watched {
  /** Whether the element is there yet. */
  isThere?: boolean;
  /** Measure again when anything on the page changes its size, not only the element. */
  onPage?: boolean;
}

/** What `measure` finds of an element, again with each change of its size; 0 until it is laid out. */
export function useMeasured(
  element: RefObject<HTMLElement | null>,
  measure: (element: HTMLElement) => number,
  { isThere = true, onPage = false }: Watched = {},
): number {
  const [found, setFound] = useState(0);
  useLayoutEffect(() => {
    const watched = onPage ? document.body : element.current;
    if (!watched || !isThere) return;
    const onSize = () => {
      if (element.current) setFound(measure(element.current));
    };
    onSize();
    const observer = new ResizeObserver(onSize);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element, measure, isThere, onPage]);
  return found;
}

export function widthOf({ clientWidth }: HTMLElement): number {
  return clientWidth;
}
