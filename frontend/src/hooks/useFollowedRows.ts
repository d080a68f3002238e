import { useQuery } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { parseTime } from "@/lib/words/time";
import { followedQuery } from "@/services/releaseService";
import type { ReleaseSummary, Verdict } from "@/types/entities";
import { lastRead, usePaused } from "./live";
import { useFollows } from "./useFollows";

const NONE: readonly ReleaseSummary[] = [];

/** The rows of the list in which the followed releases stand, read slowly and also while the tab is hidden. */
export function useFollowedRows(): readonly ReleaseSummary[] {
  const follows = useFollows();
  const keys = useMemo(() => Object.keys(follows), [follows]);
  return useQuery(followedQuery(keys, usePaused())).data?.items ?? NONE;
}

function subscribe(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

/** What is known of a followed release since its page went out of sight, for the title and icon of the tab. */
export function useHiddenVerdict(id: string): Verdict | null {
  const isHidden = useSyncExternalStore(subscribe, () => document.hidden);
  const row = useFollowedRows().find((one) => one.id === id);
  if (!isHidden || !row) return null;
  const isNewer = (parseTime(row.tree_read_at) ?? 0) > (parseTime(lastRead()) ?? 0);
  return isNewer ? (row.verdict ?? null) : null;
}
