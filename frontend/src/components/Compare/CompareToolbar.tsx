import type { RefObject } from "react";
import { FacetChip } from "@/components/ui/FacetChip";
import { SearchField } from "@/components/ui/SearchField";
import type { Typed } from "@/hooks/useTypedText";
import { CHANGES, FINDING_WORDS } from "@/lib/compare/rows";
import type { Change } from "@/lib/compare/rows";
import type { CompareAnswer } from "@/services/compareService";

interface CompareToolbarProps {
  answer: CompareAnswer;
  typed: Typed;
  findRef: RefObject<HTMLInputElement | null>;
  chosen: Change | null;
  onChoose: (change: Change | null) => void;
}

/** What of the changes is shown. */
export function CompareToolbar({ answer, typed, findRef, chosen, onChoose }: CompareToolbarProps) {
  const { counts, step } = answer;
  const total = CHANGES.reduce((sum, change) => sum + (counts[change] ?? 0), 0);
  return (
    <div className="compare-toolbar">
      <div className="compare-find screen-only">
        <SearchField label="Find in changes" typed={typed} inputRef={findRef} />
      </div>
      <div className="compare-chips screen-only">
        <FacetChip
          label="All changes"
          count={total}
          isOn={chosen === null}
          onClick={() => onChoose(null)}
        />
        {CHANGES.map((change) => (
          <FacetChip
            key={change}
            label={FINDING_WORDS[change]}
            count={counts[change] ?? 0}
            isOn={chosen === change}
            onClick={() => onChoose(chosen === change ? null : change)}
          />
        ))}
      </div>
      {step && <p className="compare-step">{step.headline}</p>}
    </div>
  );
}
