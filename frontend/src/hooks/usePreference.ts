import { useSyncExternalStore } from "react";
import { createStore } from "@/lib/app/store";
import type { Store } from "@/lib/app/store";

/** A choice that is kept in this browser and shared by the whole page. */
export function createPreference<T extends string>(
  name: string,
  choices: readonly T[],
  fallback: T,
): Store<T> {
  const key = `releasewatch.${name}`;

  function stored(): T {
    try {
      const word = localStorage.getItem(key);
      return choices.find((choice) => choice === word) ?? fallback;
    } catch {
      return fallback;
    }
  }

  const store = createStore(stored());
  function set(next: T): void {
    try {
      localStorage.setItem(key, next);
    } catch {
      // Storage may be forbidden: the choice then lasts for this visit.
    }
    store.set(next);
  }
  return { ...store, set };
}

export function usePreference<T extends string>(preference: Store<T>): T {
  return useSyncExternalStore(preference.subscribe, preference.get);
}
