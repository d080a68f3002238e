import { comparePath } from "@/lib/app/paths";
import { parseTime } from "@/lib/words/time";
import { releaseTitle } from "@/lib/words/title";
import type { ReleaseSummary } from "@/types/entities";

/** A release that is marked to be compared. It stays so when the page or the filter changes. */
export interface Marked {
  readonly id: string;
  readonly title: string;
  readonly started: number;
}

const MOST = 2;

/** Marks a release, or no longer. Of three the first gives way. */
export function toggled(marked: readonly Marked[], item: ReleaseSummary): readonly Marked[] {
  const others = marked.filter(({ id }) => id !== item.id);
  if (others.length < marked.length) return others;
  const started = parseTime(item.started_at) ?? Infinity;
  return [...others, { id: item.id, title: releaseTitle(item), started }].slice(-MOST);
}

/** The page that compares them, the one that began earlier first; null of one alone. */
export function markedPath(marked: readonly Marked[]): string | null {
  const [a, b] = marked.toSorted((one, other) => one.started - other.started);
  return a && b ? comparePath(a.id, b.id) : null;
}
