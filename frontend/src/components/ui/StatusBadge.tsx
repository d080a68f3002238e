import { StatusIcon } from "./StatusIcon";
import { needsAttention } from "@/lib/status";
import type { Status } from "@/types/entities";
import "./StatusBadge.css";

interface StatusBadgeProps {
  status: Status;
  stuck?: boolean | undefined;
  word: string;
  size?: "sm" | "md";
}

/** Tinted where a person is needed, plain words where not. */
export function StatusBadge({ status, stuck = false, word, size = "sm" }: StatusBadgeProps) {
  return (
    <span
      className="status-badge"
      data-status={status}
      data-attention={needsAttention(status, stuck) || undefined}
      data-size={size}
    >
      <StatusIcon status={status} stuck={stuck} size={14} />
      {word}
    </span>
  );
}
