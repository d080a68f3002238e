import type { Counts, Status } from "@/types/entities";
import "./ProgressBar.css";

interface ProgressBarProps {
  counts: Counts;
  stuck?: boolean | undefined;
  size?: "sm" | "lg";
  /** Set while nothing is confirmed: the shapes stay, in grey. */
  asOf?: string | null | undefined;
}

/** Done, then in trouble, then in progress, then not started. */
const ORDER = [
  "succeeded",
  "skipped",
  "cancelled",
  "failed",
  "retrying",
  "unknown",
  "waiting",
  "paused",
  "running",
  "pending",
] as const satisfies readonly Status[];

/** Decorative: the counts beside it give the same as text. */
export function ProgressBar({ counts, stuck = false, size = "sm", asOf }: ProgressBarProps) {
  const segments = ORDER.filter((status) => (counts[status] ?? 0) > 0);
  return (
    <div
      className="progress-bar"
      data-size={size}
      data-as-of={asOf ? "" : undefined}
      data-stuck={stuck || undefined}
      aria-hidden="true"
    >
      {segments.length === 0 && <span className="progress-segment" data-status="pending" />}
      {segments.map((status) => (
        <span
          key={status}
          className="progress-segment"
          data-status={status}
          style={{ flexGrow: counts[status] }}
        />
      ))}
    </div>
  );
}
