import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { createStore } from "@/lib/app/store";
import { parseTime } from "@/lib/words/time";
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
  queryHash: string;
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

/**
 * When the last good read of a subject began, by the server's clock. For what is drawn with each tick of the clock
 * anyway: to draw with each read too would be once more for every read that says nothing new.
 */
export function useReadAt({ queryHash, readAt }: LiveSubject): number | undefined {
  const cache = useQueryClient().getQueryCache();
  const confirmed = parseTime(cache.get<Readable>(queryHash)?.state.data?.read_at);
  return confirmed ?? readAt;
}

/** Asks when what is on screen was read last, in the server's own words. */
export function useLastRead(): () => string | undefined {
  const cache = useQueryClient().getQueryCache();
  return useCallback(() => {
    const { queryHash = "" } = subject.get() ?? {};
    return cache.get<Readable>(queryHash)?.state.data?.read_at;
  }, [cache]);
}
