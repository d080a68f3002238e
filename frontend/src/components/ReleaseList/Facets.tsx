import { FacetChip } from "@/components/ui/FacetChip";
import { totalOf } from "@/lib/words/status";
import type { Counts, Status } from "@/types/entities";
import { STATUSES } from "@/types/entities";
import { WORDS } from "@/types/vocabulary.gen";
import "./Facets.css";

interface FacetsProps {
  counts: Counts | undefined;
  /** Rows that are counted under no status, since their trees were not read. */
  unread: number | undefined;
  chosen: readonly Status[];
  onChange: (chosen: readonly Status[]) => void;
  /** Only the server can filter, and it does not answer. */
  isOut: boolean;
}

/** A release is hardly ever skipped: the chip appears with the first one. */
function isShown(status: Status, counts: Counts | undefined, chosen: readonly Status[]): boolean {
  return status !== "skipped" || (counts?.skipped ?? 0) > 0 || chosen.includes("skipped");
}

/** One chip a status; several are joined by "or". */
export function Facets({ counts, unread = 0, chosen, onChange, isOut }: FacetsProps) {
  const shown = STATUSES.filter((status) => isShown(status, counts, chosen));
  return (
    <div className="facets" role="group" aria-label="Filter by status">
      <FacetChip
        label="All"
        count={counts && totalOf(counts) + unread}
        isOn={chosen.length === 0}
        disabled={isOut}
        onClick={() => onChange([])}
      />
      <span className="facets-line" aria-hidden="true" />
      {shown.map((status) => {
        const isOn = chosen.includes(status);
        const rest = chosen.filter((each) => each !== status);
        return (
          <FacetChip
            key={status}
            status={status}
            label={WORDS[status]}
            count={counts && (counts[status] ?? 0)}
            isOn={isOn}
            muted={isOut}
            disabled={isOut}
            onClick={() => onChange(isOn ? rest : [...chosen, status])}
          />
        );
      })}
    </div>
  );
}
