import type { Counts, Word } from "@/types/entities";

interface Part {
  readonly word: Word;
  readonly counts: Counts;
  readonly children?: readonly Part[];
}

function isAsked({ word }: Part): boolean {
  return word === "Needs approval";
}

/** How many apps an approval keeps from beginning; who asks for an app itself is counted already. */
function heldIn(part: Part): number {
  const asked = part.children?.filter(isAsked) ?? [];
  if (asked.length > 0) return asked.reduce((sum, child) => sum + heldIn(child), 0);
  return isAsked(part) && !part.counts.waiting ? (part.counts.pending ?? 0) : 0;
}

/** As a bar shows it: what waits for an approval is no empty trough. */
export function barCounts(part: Part): Counts {
  const { counts } = part;
  const held = heldIn(part);
  if (held === 0) return counts;
  return {
    ...counts,
    waiting: (counts.waiting ?? 0) + held,
    pending: (counts.pending ?? 0) - held,
  };
}
