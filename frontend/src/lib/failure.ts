import { attemptOf, causeOf } from "@/lib/problems";
import type { EntityNode } from "@/types/entities";

export interface Failure {
  readonly heading: string;
  readonly text: string;
  readonly note: string;
}

/** What failed last, and on which attempt. An unread node tells why it could not be read. */
export function failureOf(entity: EntityNode): Failure | null {
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
