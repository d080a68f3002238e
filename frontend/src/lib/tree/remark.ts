import type { Code, EntityNode, Status } from "@/types/entities";

const TROUBLE: ReadonlySet<Status> = new Set(["failed", "retrying", "unknown", "waiting"]);

/** Reasons that only say why a calm status is what it is. */
const EXPLAINED: ReadonlySet<Code> = new Set([
  "not_started",
  "between_runs",
  "execution_canceled",
  "parent_closed",
]);

/** What was odd about an answer that could be used all the same. In trouble the reason is the cause. */
export function remarkOf({ status, reason, code }: EntityNode): string | null {
  if (!reason || TROUBLE.has(status) || status === "paused") return null;
  return code && EXPLAINED.has(code) ? null : reason;
}
