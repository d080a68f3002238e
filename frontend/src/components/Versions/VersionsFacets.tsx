import { Flex } from "@chakra-ui/react";
import { FacetChip } from "@/components/ui/FacetChip";
import { FACETS, FACET_LABELS, facetStatus } from "@/lib/versions/facets";
import type { Facet } from "@/lib/versions/facets";

interface VersionsFacetsProps {
  /** Absent while nobody can tell. */
  counts: Readonly<Partial<Record<Facet | "all", number | undefined>>>;
  chosen: readonly Facet[];
  onChange: (chosen: readonly Facet[]) => void;
  isOut: boolean;
}

/** One row that scrolls, on a phone from edge to edge. */
const SCROLLING = {
  mx: { _phone: "-1rem" },
  px: { base: "0.125rem", _phone: "1rem" },
  py: "0.125rem",
  overflowX: "auto",
  scrollbarWidth: "none",
} as const;

/** Apps by what is the matter with them somewhere; several chips are joined by "or". */
export function VersionsFacets({ counts, chosen, onChange, isOut }: VersionsFacetsProps) {
  return (
    <Flex
      role="group"
      aria-label="Filter apps"
      flex={{ base: "1 1 16rem", _phone: "1 0 100%" }}
      minW="0"
      gap={{ base: "0.3125rem", _phone: "0.5rem" }}
      css={SCROLLING}
    >
      <FacetChip
        label="All"
        count={counts.all}
        isOn={chosen.length === 0}
        onClick={() => onChange([])}
      />
      {FACETS.map((facet) => {
        const isOn = chosen.includes(facet);
        const status = facetStatus(facet);
        const rest = chosen.filter((each) => each !== facet);
        return (
          <FacetChip
            key={facet}
            label={FACET_LABELS[facet]}
            count={counts[facet]}
            isOn={isOn}
            muted={isOut}
            onClick={() => onChange(isOn ? rest : [...chosen, facet])}
            {...(status === undefined ? {} : { status })}
          />
        );
      })}
    </Flex>
  );
}
