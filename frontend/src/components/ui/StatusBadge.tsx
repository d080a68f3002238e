import { StatusIcon } from "./StatusIcon";
import { termOf } from "@/lib/words/status";
import type { Status } from "@/types/entities";
import "./StatusBadge.css";

interface StatusBadgeProps {
  status: Status;
  stuck?: boolean | undefined;
  word: string;
  size?: "sm" | "md";
  /** The last known status, not a confirmed one: no tint, no colour. */
  muted?: boolean | undefined;
}

/** Tinted where a person is needed, plain words where not. */
export function StatusBadge(props: StatusBadgeProps) {
  const { status, stuck = false, word, size = "sm", muted = false } = props;
  return (
    <span
      className="status-badge"
      translate="no"
      data-status={status}
      data-attention={termOf(status, stuck).attention || undefined}
      data-muted={muted || undefined}
      data-size={size}
    >
      <StatusIcon status={status} stuck={stuck} muted={muted} />
      {word}
    </span>
  );
}
