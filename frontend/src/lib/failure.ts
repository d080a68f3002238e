import { isWithin } from "@/lib/lineage";
import { attemptOf, causeOf } from "@/lib/problems";
import type { Problem } from "@/lib/problems";
import type { TreeNode } from "@/lib/tree";
import type { EntityNode } from "@/types/entities";

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
  const attempt = attemptOf(entity);
  const notes = [retrying?.activity_type, attempt === null ? null : `attempt ${attempt}`];
  return { heading: "Last failure", text, note: notes.flatMap((one) => one ?? []).join(" · ") };
}
