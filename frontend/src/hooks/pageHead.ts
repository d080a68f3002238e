import { useEffect, useSyncExternalStore } from "react";
import { createStore } from "@/lib/app/store";

/** On a phone the top bar shows the page's name and a back link instead of the brand. */
export interface PageHead {
  title: string;
  detail?: string | undefined;
  backTo: string;
}

const head = createStore<PageHead | undefined>(undefined);

export function useCurrentHead(): PageHead | undefined {
  return useSyncExternalStore(head.subscribe, head.get);
}

export function usePageHead(title: string, detail: string | undefined, backTo: string): void {
  useEffect(() => {
    head.set({ title, detail, backTo });
    return () => head.set(undefined);
  }, [title, detail, backTo]);
}
