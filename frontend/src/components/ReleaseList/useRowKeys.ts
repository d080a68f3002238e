import type { RefObject } from "react";
import { useKeys } from "@/hooks/useKeys";

type Step = (index: number, last: number) => number;

/** Moves the focus between the rows' links; the browser does the rest. */
export function useRowKeys(
  listRef: RefObject<HTMLElement | null>,
  searchRef: RefObject<HTMLInputElement | null>,
  onClear: () => void,
): void {
  function links(): HTMLElement[] {
    return [...(listRef.current?.querySelectorAll<HTMLElement>("[data-release-id]") ?? [])];
  }
  function move(step: Step): void {
    const all = links();
    const index = all.findIndex((link) => link === document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, step(index, all.length - 1)))]?.focus();
  }
  function copyId(): void {
    const id = links().find((link) => link === document.activeElement)?.dataset["releaseId"];
    if (id !== undefined) void navigator.clipboard.writeText(id).catch(() => undefined);
  }
  const next = () => move((index) => index + 1);
  const previous = () => move((index) => (index === -1 ? 0 : index - 1));
  useKeys({
    "/": () => searchRef.current?.focus(),
    j: next,
    ArrowDown: next,
    k: previous,
    ArrowUp: previous,
    Home: () => move(() => 0),
    End: () => move((_, last) => last),
    c: copyId,
    Escape: onClear,
  });
}
