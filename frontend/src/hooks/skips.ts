import { useEffect, useSyncExternalStore } from "react";
import { createStore } from "@/lib/app/store";

/** A skip link to a part of the page. */
export interface Skip {
  label: string;
  selector: string;
}

const NONE: readonly Skip[] = [];
const skips = createStore(NONE);

/** Sets the skip links of the page. Must be the same array on each render. */
export function useSkipsOf(page: readonly Skip[]): void {
  useEffect(() => {
    skips.set(page);
    return () => skips.set(NONE);
  }, [page]);
}

export function useSkips(): readonly Skip[] {
  return useSyncExternalStore(skips.subscribe, skips.get);
}
