import type { RefObject } from "react";
import { useKeys } from "@/hooks/useKeys";
import { copyByKey } from "@/lib/app/copy";

interface RowActions {
  onClear: () => void;
  onOpenInTemporal: (releaseId: string) => void;
}

type Step = (index: number, last: number) => number;

/** Shortcuts that move the focus between the rows' links. */
export function useRowKeys(
  listRef: RefObject<HTMLElement | null>,
  searchRef: RefObject<HTMLInputElement | null>,
  { onClear, onOpenInTemporal }: RowActions,
): void {
  function links(): HTMLElement[] {
    return [...(listRef.current?.querySelectorAll<HTMLElement>("[data-release-id]") ?? [])];
  }
  function move(step: Step): void {
    const all = links();
    const index = all.findIndex((link) => link === document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, step(index, all.length - 1)))]?.focus();
  }
  function withFocused(act: (releaseId: string) => void) {
    return () => {
      const id = links().find((link) => link === document.activeElement)?.dataset["releaseId"];
      if (id !== undefined) act(id);
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
    c: withFocused((id) => void copyByKey(id)),
    o: withFocused(onOpenInTemporal),
    Escape: onClear,
  });
}
