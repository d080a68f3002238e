import { doneOf } from "@/lib/words/status";
import type { Tree } from "@/lib/tree/tree";
import { statusOf } from "@/lib/words/told";
import type { EntityNode } from "@/types/entities";

/** The running and the wanted version: until a part has succeeded, its version is only wanted. */
export interface Versions {
  /** Null if unknown, or not the same for all parts below. */
  readonly runs: string | null;
  /** Null if it already runs. */
  readonly wants: string | null;
}

/** The version of a part that has not succeeded: the previous or the wanted one. */
function wish(tree: Tree, entity: EntityNode): Versions {
  const said = entity.version ?? null;
  const before = entity.previous_version ?? null;
  const target = tree.targetVersion;
  if (before !== null && said !== null && said !== before) return { runs: before, wants: said };
  const isOld = said !== null && said === (before ?? tree.release.previous_version ?? null);
  if (isOld) return { runs: said, wants: said === target ? null : target };
  return { runs: before, wants: said ?? target };
}

export function versionsOf(tree: Tree, entity: EntityNode): Versions {
  if (statusOf(entity) === "succeeded") return { runs: entity.version ?? null, wants: null };
  const { runs, wants } = wish(tree, entity);
  // Some of its apps already run the new version, and some do not.
  const isMixed = entity.type !== "app" && doneOf(entity.counts ?? {}) > 0;
  return { runs: isMixed ? null : runs, wants };
}

/** "2026.47.3, wants 2026.48.2", or the part of it that is known. */
export function versionText({ runs, wants }: Versions): string | null {
  if (wants === null) return runs;
  return runs === null ? `wants ${wants}` : `${runs}, wants ${wants}`;
}
