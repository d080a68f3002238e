import { isWithin } from "@/lib/tree/lineage";
import { attemptOf, causeOf } from "@/lib/tree/problems";
import type { Problem } from "@/lib/tree/problems";
import type { TreeNode } from "@/lib/tree/tree";
import type { Code, EntityNode } from "@/types/entities";

export interface Failure {
  readonly heading: string;
  readonly text: string;
  readonly note: string;
}

/** The problems of what lies below a row, without the row's own. */
export function problemsBelow(problems: readonly Problem[], row: TreeNode): Problem[] {
  return problems.filter((one) =>
    one.nodes.some((node) => node !== row && isWithin(node.path, row.path)),
  );
}

/** Whether it is failed for what failed below it, and not because its own run ended so. */
function isBlamed(entity: EntityNode): boolean {
  return entity.status === "failed" && !(entity.code ?? "").startsWith("execution_");
}

/** How Temporal ended the run that failed. */
const KINDS: Partial<Record<Code, string>> = {
  execution_failed: "the workflow failed",
  execution_timed_out: "the workflow timed out",
  execution_terminated: "the workflow was terminated",
};

function noteOf(entity: EntityNode): string {
  const retrying = entity.execution?.retrying;
  const attempt = attemptOf(entity);
  const limit = retrying?.maximum_attempts ?? 0;
  const isUsedUp = entity.status === "failed" && limit > 1 && (retrying?.attempt ?? 0) >= limit;
  const notes = [
    retrying?.activity_type,
    KINDS[entity.code ?? "not_started"],
    attempt === null ? null : `attempt ${attempt}`,
    isUsedUp ? "retries used up" : null,
  ];
  return notes.flatMap((one) => one ?? []).join(" · ");
}

/**
 * What failed last, and on which attempt. An unread node tells why it could not be read. What a parent says of the
 * failures below it is a sentence of its own and no further failure.
 */
export function failureOf(entity: EntityNode, hasTroubleBelow = false): Failure | null {
  if (hasTroubleBelow && isBlamed(entity)) return null;
  const retrying = entity.execution?.retrying;
  const text = retrying?.last_failure ?? causeOf(entity);
  if (entity.status === "unknown" && text)
    return { heading: "Why it is unknown", text, note: entity.code ?? "" };
  const isFailure = entity.status === "failed" || entity.status === "retrying";
  if (!isFailure || !text) return null;
  // What the workflow says itself stands at the top already.
  if (text === entity.message) return null;
  return { heading: "Last failure", text, note: noteOf(entity) };
}
