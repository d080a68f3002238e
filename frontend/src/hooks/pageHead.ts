import { useEffect, useSyncExternalStore } from "react";
import { createStore } from "@/lib/app/store";

/** On a phone the top bar names the page and leads back, instead of showing the brand. */
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
