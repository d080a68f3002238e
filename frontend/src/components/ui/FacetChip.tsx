import { X } from "lucide-react";
import { StatusIcon } from "./StatusIcon";
import { formatNumber } from "@/lib/words/words";
import type { Status } from "@/types/entities";
import "./FacetChip.css";

interface FacetChipProps {
  label: string;
  /** Absent until it is known: a zero would claim something. */
  count: number | undefined;
  isOn: boolean;
  onClick: () => void;
  /** Absent for "All", which is ink while nothing is chosen. */
  status?: Status;
  /** Grey icon: the status is the last known one. */
  muted?: boolean | undefined;
  disabled?: boolean | undefined;
}

/** One filter with the number of rows it gives. */
export function FacetChip(props: FacetChipProps) {
  const { label, count, isOn, onClick, status, muted = false, disabled = false } = props;
  return (
    <button
      type="button"
      className="facet-chip"
      translate="no"
      data-kind={status === undefined ? "all" : "status"}
      data-empty={count === 0 || undefined}
      aria-pressed={isOn}
      disabled={disabled}
      onClick={onClick}
    >
      {status !== undefined && <StatusIcon status={status} muted={muted} />}
      {label}{" "}
      {count !== undefined && <span className="facet-chip-count">{formatNumber(count)}</span>}
      {status !== undefined && isOn && <X size="0.8125rem" aria-hidden="true" />}
    </button>
  );
}
