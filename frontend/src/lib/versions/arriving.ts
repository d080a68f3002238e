import type { VersionCell, VersionSource } from "@/types/entities";
import { shortVersion } from "./version";

/** The version that an open release brings, and how far it has come. */
export interface Arriving {
  readonly version: string;
  readonly runsIn: number;
  /** The clusters where the app is. Null while none has another version: how many will follow is not known. */
  readonly of: number | null;
}

/** Open releases by id, the newest first. */
export type OpenReleases = ReadonlyMap<string, number>;

export function openReleases(releases: readonly VersionSource[]): OpenReleases {
  return new Map(releases.filter(({ open }) => open).map(({ id }, at) => [id, at]));
}

/** Of several open releases the newest. */
export function arrivingIn(cells: readonly VersionCell[], open: OpenReleases): Arriving | null {
  let newest: { version: string; rank: number } | null = null;
  for (const { runs, on_top: onTop = [] } of cells) {
    for (const each of runs ? [runs, ...onTop] : onTop) {
      const rank = open.get(each.release_id);
      if (rank === undefined || !each.version) continue;
      if (newest === null || rank < newest.rank) newest = { version: each.version, rank };
    }
  }
  if (newest === null) return null;
  const { version } = newest;
  const runsIn = cells.filter(({ runs }) => runs?.version === version).length;
  const isAlone = cells.every(({ runs }) => !runs || runs.version === version);
  return { version, runsIn, of: isAlone ? null : cells.length };
}

/** "3 of 20", or "in 3" where all that is known has it. */
export function reachText({ runsIn, of }: Arriving): string {
  return of === null ? `in ${String(runsIn)}` : `${String(runsIn)} of ${String(of)}`;
}

/** "48.2 3 of 20" */
export function arrivingText(arriving: Arriving | null, prefix: string): string {
  return arriving ? `${shortVersion(arriving.version, prefix)} ${reachText(arriving)}` : "";
}
