import { attemptText, causeOf } from "@/lib/words/told";
import type { Code, EntityNode } from "@/types/entities";

export interface Failure {
  readonly heading: string;
  readonly text: string;
  readonly note: string;
}

/** How Temporal ended the run that failed. */
const ENDINGS: Partial<Record<Code, string>> = {
  execution_failed: "the workflow failed",
  execution_timed_out: "the workflow timed out",
  execution_terminated: "the workflow was terminated",
};

function endingOf({ code }: EntityNode): string | undefined {
  return code ? ENDINGS[code] : undefined;
}

function noteOf(entity: EntityNode): string {
  const retrying = entity.execution?.retrying;
  const attempt = retrying ? attemptText(retrying) : null;
  const limit = retrying?.maximum_attempts ?? 0;
  const isUsedUp = entity.status === "failed" && limit > 1 && (retrying?.attempt ?? 0) >= limit;
  const notes = [
    retrying?.activity_type,
    endingOf(entity),
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
  const isBlamed = entity.status === "failed" && endingOf(entity) === undefined;
  if (hasTroubleBelow && isBlamed) return null;
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
