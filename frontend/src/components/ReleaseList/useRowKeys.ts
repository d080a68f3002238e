import type { RefObject } from "react";
import { useKeys } from "@/hooks/useKeys";
import { copyByKey } from "@/lib/app/copy";

interface RowActions {
  onClear: () => void;
  onOpenInTemporal: (releaseId: string) => void;
}

type Step = (index: number, last: number) => number;

function linksIn(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("[data-release-id]") ?? [])];
}

/** Whether the focus is in the row of a link: on the link, or on a button of the row. */
function isInRow(link: HTMLElement): boolean {
  return link.closest("[role=row]")?.contains(document.activeElement) === true;
}

function idOf(link: HTMLElement): string {
  return link.dataset["releaseId"] ?? "";
}

/** Presses the button of the row that has this key. */
function press(key: string, link: HTMLElement): void {
  const row = link.closest("[role=row]");
  row?.querySelector<HTMLElement>(`[data-key=${key}]`)?.click();
}

/** Shortcuts that move the focus between the rows' links. */
export function useRowKeys(
  listRef: RefObject<HTMLElement | null>,
  searchRef: RefObject<HTMLInputElement | null>,
  { onClear, onOpenInTemporal }: RowActions,
): void {
  function move(step: Step): void {
    const all = linksIn(listRef.current);
    const index = all.findIndex(isInRow);
    all[Math.max(0, Math.min(all.length - 1, step(index, all.length - 1)))]?.focus();
  }
  function withFocused(act: (link: HTMLElement) => void) {
    return () => {
      const link = linksIn(listRef.current).find(isInRow);
      if (link) act(link);
    };
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
    c: withFocused((link) => void copyByKey(idOf(link))),
    o: withFocused((link) => onOpenInTemporal(idOf(link))),
    f: withFocused((link) => press("f", link)),
    m: withFocused((link) => press("m", link)),
    Escape: onClear,
  });
}
