import type { Code, EntityNode, Status } from "@/types/entities";

const TROUBLE: ReadonlySet<Status> = new Set(["failed", "retrying", "unknown", "waiting"]);

/** Codes that only explain a calm status. */
const EXPLAINED: ReadonlySet<Code> = new Set([
  "not_started",
  "between_runs",
  "execution_canceled",
  "parent_closed",
]);

/** What was odd about a usable answer. In trouble, the reason is shown as the cause instead. */
export function remarkOf({ status, reason, code }: EntityNode): string | null {
  if (!reason || TROUBLE.has(status) || status === "paused") return null;
  return code && EXPLAINED.has(code) ? null : reason;
}
