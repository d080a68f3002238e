import type { Segment } from "@/lib/timeline/lane";
import type { TreeNode } from "@/lib/tree/tree";
import { formatClock, formatDurationExact } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";
import { attemptText, causeOf } from "@/lib/words/told";
import { TERMS, WORDS } from "@/types/vocabulary.gen";

/** One segment in words. */
export interface Tip {
  readonly name: string;
  /** ", failed" or ", attempt 3 of 3" */
  readonly what: string;
  readonly span: string;
  /** Of what is in trouble now. */
  readonly reason: string | null;
}

function whatOf(node: TreeNode, { status, isLeft, isTall }: Segment): string {
  if (isLeft) return "failed, and not run again";
  const { retrying } = node.entity.execution ?? {};
  const attempt = isTall && retrying ? attemptText(retrying) : null;
  if (attempt !== null) return `attempt ${attempt}`;
  return TERMS[isTall ? node.word : WORDS[status]].one;
}

export function tipOf(node: TreeNode, segment: Segment, now: number, zone: Zone): Tip {
  const { from, to, isTall, isLeft } = segment;
  const begin = formatClock(from, zone);
  const span = to >= now ? `since ${begin}` : `${begin} to ${formatClock(to, zone)}`;
  return {
    name: node.label,
    what: whatOf(node, segment),
    span: `${span}, ${formatDurationExact(to - from)}`,
    reason: isTall || isLeft ? causeOf(node.entity) : null,
  };
}
