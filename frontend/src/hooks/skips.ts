import { useEffect, useSyncExternalStore } from "react";
import { createStore } from "@/lib/app/store";

/** A way past everything above a part of the page, by what marks that part. */
export interface Skip {
  label: string;
  selector: string;
}

const NONE: readonly Skip[] = [];
const skips = createStore(NONE);

/** The ways of the page on screen. The same array each time. */
export function useSkipsOf(page: readonly Skip[]): void {
  useEffect(() => {
    skips.set(page);
    return () => skips.set(NONE);
  }, [page]);
}

export function useSkips(): readonly Skip[] {
  return useSyncExternalStore(skips.subscribe, skips.get);
}
