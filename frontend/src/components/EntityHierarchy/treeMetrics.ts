import { useSyncExternalStore } from "react";
import { PHONE } from "@/theme/scale";

const ROW = 1.875;
const PHONE_ROW = 2.875;
/** The bar stands under the name. */
const PHONE_TIMELINE_ROW = 3.375;

function rootSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

function heightOf(phoneRow: number): number {
  const isPhone = window.matchMedia(PHONE).matches;
  return Math.round((isPhone ? phoneRow : ROW) * rootSize());
}

function treeRowHeight(): number {
  return heightOf(PHONE_ROW);
}

function timelineRowHeight(): number {
  return heightOf(PHONE_TIMELINE_ROW);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("resize", listener);
  return () => window.removeEventListener("resize", listener);
}

/** Row height in pixels: rows are taller on a phone, and text is larger on a wall screen. */
export function useRowHeight(isTimeline: boolean): number {
  return useSyncExternalStore(subscribe, isTimeline ? timelineRowHeight : treeRowHeight);
}

/** From the top of the document, which changes with the content above. */
export function documentTopOf(element: HTMLElement): number {
  return Math.round(element.getBoundingClientRect().top + window.scrollY);
}

/** How much of the window an element covers, if it sticks, together with what is above it. */
export function coveredBy(element: HTMLElement): number {
  const { top, position } = getComputedStyle(element);
  const above = Number.parseFloat(top) || 0;
  return position === "sticky" ? above + element.offsetHeight : above;
}
