import { doneOf } from "@/lib/words/status";
import type { Tree } from "@/lib/tree/tree";
import { statusOf } from "@/lib/words/told";
import type { EntityNode } from "@/types/entities";

/** What runs is told apart from what is wanted: until a part has succeeded, its version is only a wish. */
export interface Versions {
  /** Null where it is not known, or not the same in all that lies below. */
  readonly runs: string | null;
  /** Null where there is nothing more to wish for. */
  readonly wants: string | null;
}

/** What one says that has not succeeded: either what it comes from, or what it is to become. */
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
  // Some of its apps run the new version already, and some do not.
  const isMixed = entity.type !== "app" && doneOf(entity.counts ?? {}) > 0;
  return { runs: isMixed ? null : runs, wants };
}

/** "2026.47.3, wants 2026.48.2"; only what is known of it. */
export function versionText({ runs, wants }: Versions): string | null {
  if (wants === null) return runs;
  return runs === null ? `wants ${wants}` : `${runs}, wants ${wants}`;
}
