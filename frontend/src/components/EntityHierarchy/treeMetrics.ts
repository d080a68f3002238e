import { useLayoutEffect, useState, useSyncExternalStore } from "react";
import type { RefObject } from "react";
import { PHONE } from "@/theme/scale";

const ROW = 1.875;
const PHONE_ROW = 2.875;

function rootSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

function rowHeight(): number {
  const isPhone = window.matchMedia(PHONE).matches;
  return Math.round((isPhone ? PHONE_ROW : ROW) * rootSize());
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("resize", listener);
  return () => window.removeEventListener("resize", listener);
}

/** Row height in pixels: rows are taller on a phone, and text is larger on a wall screen. */
export function useRowHeight(): number {
  return useSyncExternalStore(subscribe, rowHeight);
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
