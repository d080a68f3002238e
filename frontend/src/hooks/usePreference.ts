import { useSyncExternalStore } from "react";

export interface Preference<T extends string> {
  get: () => T;
  set: (value: T) => void;
  subscribe: (listener: () => void) => () => void;
}

/** A choice that stays in this browser, shared by everything on the page. */
export function createPreference<T extends string>(
  name: string,
  choices: readonly T[],
  fallback: T,
): Preference<T> {
  const key = `releasewatch.${name}`;
  const listeners = new Set<() => void>();
  let value = read();

  function read(): T {
    try {
      const stored = localStorage.getItem(key);
      return choices.find((choice) => choice === stored) ?? fallback;
    } catch {
      return fallback;
    }
  }

  function set(next: T): void {
    value = next;
    try {
      localStorage.setItem(key, next);
    } catch {
      // Storage may be forbidden: the choice then lasts for this visit.
    }
    for (const listener of listeners) listener();
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  return { get: () => value, set, subscribe };
}

export function usePreference<T extends string>(preference: Preference<T>): T {
  return useSyncExternalStore(preference.subscribe, preference.get);
}
