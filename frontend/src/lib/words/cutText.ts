import type { EntityNode } from "@/types/entities";

type Told = Partial<Omit<EntityNode, "type">>;

const CUT = /… \((\d[\d,]*) characters\)$/;

function textsOf(entity: Told): (string | null | undefined)[] {
  const { message, reason, state, name, version, previous_version, waiting_for } = entity;
  const failure = entity.execution?.retrying?.last_failure;
  return [message, reason, state, name, version, previous_version, waiting_for, failure];
}

/** The length of a text before the server truncated it, as the server wrote it; null if it did not. */
export function lengthBeforeCut(entity: Told, text: string): string | null {
  const length = CUT.exec(text)?.[1] ?? null;
  return length !== null && textsOf(entity).includes(text) ? length : null;
}

/** The full text, from a node read by itself, of a truncated `text` in the tree. */
export function counterpart(entity: Told, text: string, read: Told): string {
  return textsOf(read)[textsOf(entity).indexOf(text)] ?? text;
}
