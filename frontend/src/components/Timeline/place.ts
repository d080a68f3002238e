import type { CSSProperties, RefObject } from "react";

export type Plane = RefObject<HTMLDivElement | null>;

export function percent(value: number): string {
  return `${value.toFixed(3)}%`;
}

export function spanStyle({ left, width }: { left: number; width: number }): CSSProperties {
  return { left: percent(left), width: percent(width) };
}

/** Gives the focus to the rows when the part that has it goes away. */
export function leaveFocus(part: HTMLElement | null) {
  return (): void => {
    if (!part?.contains(document.activeElement)) return;
    part
      .closest(".tree")
      ?.querySelector<HTMLElement>("[role=tree]")
      ?.focus({ preventScroll: true });
  };
}

/** Where the pointer is over the plane, in percent: below 0 and above 100 beside it. */
export function placeUnder(plane: Plane, { clientX }: { clientX: number }): number {
  const box = plane.current?.getBoundingClientRect();
  return box ? (100 * (clientX - box.left)) / box.width : 0;
}
