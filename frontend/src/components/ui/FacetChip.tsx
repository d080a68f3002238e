import { X } from "lucide-react";
import { StatusIcon } from "./StatusIcon";
import { formatNumber } from "@/lib/words/words";
import type { Status } from "@/types/entities";
import "./FacetChip.css";

interface FacetChipProps {
  label: string;
  /** Absent until it is known: 0 would be a claim. */
  count: number | undefined;
  isOn: boolean;
  onClick: () => void;
  /** Absent for the chip "All". */
  status?: Status;
  /** Grey icon: the status is not confirmed. */
  muted?: boolean | undefined;
  /** It cannot be pressed now, but keeps the focus, and a row of chips can be scrolled by keyboard. */
  disabled?: boolean | undefined;
}

/** A filter with the number of its rows. */
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
      aria-disabled={disabled || undefined}
      onClick={disabled ? undefined : onClick}
    >
      {status !== undefined && <StatusIcon status={status} muted={muted} />}
      {label}{" "}
      {count !== undefined && <span className="facet-chip-count">{formatNumber(count)}</span>}
      {status !== undefined && isOn && <X size="0.8125rem" aria-hidden="true" />}
    </button>
  );
}
