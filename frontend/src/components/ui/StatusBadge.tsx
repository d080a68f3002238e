import { StatusIcon } from "./StatusIcon";
import { termOf } from "@/lib/words/status";
import type { Status } from "@/types/entities";
import "./StatusBadge.css";

interface StatusBadgeProps {
  status: Status;
  stuck?: boolean | undefined;
  word: string;
  size?: "sm" | "md";
  /** Grey: the status is not confirmed. */
  muted?: boolean | undefined;
}

/** Tinted if the status needs attention, plain otherwise. */
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
