import { useSyncExternalStore } from "react";
import { createStore } from "@/lib/app/store";
import type { Progress } from "@/types/entities";

/** `gone`: there is an answer, and it is that there is no such thing any more. */
export type OutageKind = "temporal" | "server" | "offline" | "gone";

/** What is on screen is the past: nothing has been confirmed for a while, or it is gone. */
export interface Outage {
  kind: OutageKind;
  /** The server's word for it. */
  code: string;
  title: string;
  /** When the last good read began; absent when there never was one. */
  readAt: number | undefined;
  /** When the first answer was lost, or the release. */
  since: number;
  attempt: number;
  /** By the server's clock, as every time here. */
  nextAt: number;
}

/** What every answer tells that is read over and over. */
export interface Readable {
  read_at: string;
}

/** What the page on screen is reading, for the pill and the banner above it. */
export interface LiveSubject {
  /** When the last good read began. Asked with each tick: a read that says nothing new causes no render. */
  lastRead: () => string | undefined;
  /** When the server last said something new, or that there is nothing to read. */
  readAt: number | undefined;
  interval: number;
  outage: Outage | undefined;
  /** How far the server got, while it has not read everything. */
  progress: Progress | undefined;
  retry: () => void;
}

const subject = createStore<LiveSubject | undefined>(undefined);
const paused = createStore(false);

/** Returns how to take it back. */
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

/** When what is on screen was last read, in the server's own words. */
export function lastRead(): string | undefined {
  return subject.get()?.lastRead();
}
