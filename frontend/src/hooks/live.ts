import { useSyncExternalStore } from "react";
import { createStore } from "@/lib/app/store";
import type { Progress } from "@/types/entities";

/** `gone`: the server answered that the release no longer exists. */
export type OutageKind = "temporal" | "server" | "offline" | "gone";

/** What is on screen is not confirmed any more, or no longer exists. */
export interface Outage {
  kind: OutageKind;
  /** The server's error code. */
  code: string;
  title: string;
  /** When the last good read began; absent if there was none. */
  readAt: number | undefined;
  /** When the first read failed. */
  since: number;
  attempt: number;
  /** By the server's clock, like all times here. */
  nextAt: number;
}

/** What every polled answer has. */
export interface Readable {
  read_at: string;
}

/** What the current page polls, for the freshness pill and the outage banner. */
export interface LiveSubject {
  /** When the last good read began. A function, since an unchanged read must not cause a render. */
  lastRead: () => string | undefined;
  /** When the answer last changed, or the server last refused it. */
  readAt: number | undefined;
  interval: number;
  outage: Outage | undefined;
  /** Progress of the server's own reading, until it is complete. */
  progress: Progress | undefined;
  retry: () => void;
}

const subject = createStore<LiveSubject | undefined>(undefined);
const paused = createStore(false);

/** Returns a function that withdraws it. */
export function publishLive(next: LiveSubject): () => void {
  subject.set(next);
  return () => {
    if (subject.get() === next) subject.set(undefined);
  };
}

export function setPaused(isPaused: boolean): void {
  paused.set(isPaused);
}

/** Paused for the whole visit, whichever page is open. */
export function usePaused(): boolean {
  return useSyncExternalStore(paused.subscribe, paused.get);
}

export function useLiveSubject(): LiveSubject | undefined {
  return useSyncExternalStore(subject.subscribe, subject.get);
}

/** When the page on screen was last read, as the server wrote it. */
export function lastRead(): string | undefined {
  return subject.get()?.lastRead();
}
