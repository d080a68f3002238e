import { useLayoutEffect, useState, useSyncExternalStore } from "react";
import type { RefObject } from "react";
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

/** The width of an element, 0 until it is laid out, and while it is not there. */
export function useWidth(element: RefObject<HTMLElement | null>, isThere: boolean): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured || !isThere) return;
    const measure = (): void => setWidth(measured.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element, isThere]);
  return width;
}

/** The distance of an element from the top of the document, which changes with the content above it. */
export function useDocumentTop(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    function measure(): void {
      const box = element.current?.getBoundingClientRect();
      if (box) setTop(Math.round(box.top + window.scrollY));
    }
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}

/** How much of the window a sticky element covers. Its height changes when its content wraps. */
export function useCovered(element: RefObject<HTMLElement | null>): number {
  const [covered, setCovered] = useState(0);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    const measure = (): void => {
      const top = Number.parseFloat(getComputedStyle(measured).top) || 0;
      setCovered(top + measured.offsetHeight);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return covered;
}
