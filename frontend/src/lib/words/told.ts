import { parseTime } from "@/lib/words/time";
import { formatNumber } from "@/lib/words/words";
import type { EntityNode, NodeProblem, Status, Word } from "@/types/entities";
import { TERMS, WORDS } from "@/types/vocabulary.gen";

/** The API leaves out what another field says already: here each is read back. */

type Named = Pick<EntityNode, "id" | "name" | "label">;

export function labelOf({ id, name, label }: Named): string {
  return label ?? name ?? id;
}

export function wordOf({ word, health }: Pick<EntityNode, "word" | "health">): Word {
  return word ?? WORDS[health];
}

/** Its icon and colour. */
export function statusOf(node: Pick<EntityNode, "word" | "health">): Status {
  return TERMS[wordOf(node)].status;
}

export function causeOf({
  cause,
  message,
  reason,
}: Pick<EntityNode, "cause" | "message" | "reason">): string | null {
  return cause ?? message ?? reason ?? null;
}

export function millis(time: string | null | undefined): number | null {
  return parseTime(time) ?? null;
}

/** Since when its word holds, in ms. */
export function sinceOf(
  node: Pick<EntityNode, "since" | "updated_at" | "execution">,
): number | null {
  return millis(node.since ?? node.updated_at ?? node.execution?.started_at);
}

type Tries = Pick<NodeProblem, "attempt" | "maximum_attempts">;

/** "3 of 3", "7, no limit", "1, not retried" */
export function attemptText({ attempt, maximum_attempts: limit }: Tries): string | null {
  if (attempt === null || attempt === undefined) return null;
  if (limit === 1) return `${formatNumber(attempt)}, not retried`;
  return limit
    ? `${formatNumber(attempt)} of ${formatNumber(limit)}`
    : `${formatNumber(attempt)}, no limit`;
}

/** What it stands in, as people look for it: an app in its cluster, a cluster in its wave. */
export function standsIn({ type, place }: Pick<NodeProblem, "type" | "place">): string | null {
  if (type === "app") return place[1] ?? null;
  return (type === "cluster" || type === "bundle" ? place[0] : null) ?? null;
}
