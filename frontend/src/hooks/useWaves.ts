import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Wave } from "@/lib/versions/regions";
import { labelOf } from "@/lib/words/told";
import { releaseTreeQuery } from "@/services/releaseService";
import { usePaused } from "./live";

/** Waves change seldom, and only where clusters stand hangs on them. */
const SLOWLY = 60_000;

/** The clusters of a release by wave; none for no release, and until they are read. */
export function useWaves(releaseId: string | null): {
  waves: readonly Wave[] | undefined;
  isUnread: boolean;
} {
  const isPaused = usePaused();
  const { data, isError } = useQuery({
    ...releaseTreeQuery(releaseId ?? ""),
    enabled: releaseId !== null,
    notifyOnChangeProps: ["data", "isError"],
    refetchInterval: isPaused ? false : SLOWLY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: !isPaused,
  });
  const release = data?.release;
  const waves = useMemo(
    () =>
      release?.waves.map((wave) => ({
        label: labelOf(wave),
        clusters: wave.clusters.map((cluster) => labelOf(cluster)),
      })),
    [release],
  );
  return { waves, isUnread: isError && waves === undefined };
}
