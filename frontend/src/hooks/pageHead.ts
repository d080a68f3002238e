import { useEffect, useSyncExternalStore } from "react";

/** On a phone the top bar names the page and leads back, instead of showing the brand. */
export interface PageHead {
  title: string;
  detail?: string | undefined;
  backTo: string;
}

let head: PageHead | undefined;
const listeners = new Set<() => void>();

function emit(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function useCurrentHead(): PageHead | undefined {
  return useSyncExternalStore(subscribe, () => head);
}

export function usePageHead(title: string, detail: string | undefined, backTo: string): void {
  useEffect(() => {
    head = { title, detail, backTo };
    emit();
    return () => {
      head = undefined;
      emit();
    };
  }, [title, detail, backTo]);
}
