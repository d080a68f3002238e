import { useSyncExternalStore } from "react";
import { serverNow } from "@/lib/app/clock";

const TICK = 1000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let current = serverNow();

function tick(): void {
  if (document.hidden) return;
  current = serverNow();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    current = serverNow();
    timer = setInterval(tick, TICK);
    document.addEventListener("visibilitychange", tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", tick);
  };
}

function now(): number {
  // Without listeners the clock does not run. Two calls in a row must return the same value.
  if (listeners.size === 0 && serverNow() - current > TICK) current = serverNow();
  return current;
}

/** The server's time, updated every second by one timer for the whole page. Use it only in leaves. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, now);
}

/** The same in steps of so many ms, for what is drawn anew with each; a clock that is off stays at 0. */
export function useSteppedNow(step: number, isOn: boolean): number {
  return useSyncExternalStore(subscribe, () => (isOn ? Math.floor(now() / step) * step : 0));
}
