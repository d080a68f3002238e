import { Box, Flex } from "@chakra-ui/react";
import { FacetChip } from "@/components/ui/FacetChip";
import { totalOf } from "@/lib/words/status";
import type { Counts, Status } from "@/types/entities";
import { STATUSES } from "@/types/entities";
import { WORDS } from "@/types/vocabulary.gen";

/** The padding leaves room for focus rings, which scrolling would cut off. */
const ROW = {
  minW: 0,
  mx: { base: "-0.25rem", _phone: "-1rem" },
  px: { base: "0.25rem", _phone: "1rem" },
  my: "-0.25rem",
  py: "0.25rem",
  flexBasis: { sm: "100%", lg: "auto" },
  flexWrap: { sm: "wrap", lg: "nowrap" },
  overflowX: "auto",
  scrollbarWidth: "none",
} as const;

interface FacetsProps {
  counts: Counts | undefined;
  /** Rows without a status, since their trees were not read yet. */
  unread: number | undefined;
  chosen: readonly Status[];
  onChange: (chosen: readonly Status[]) => void;
  /** Filters are disabled during an outage, since the server applies them. */
  isOut: boolean;
}

/** Skipped releases are rare: the chip appears with the first one. */
function isShown(status: Status, counts: Counts | undefined, chosen: readonly Status[]): boolean {
  return status !== "skipped" || (counts?.skipped ?? 0) > 0 || chosen.includes("skipped");
}

/** One chip per status; several are combined with "or". */
export function Facets({ counts, unread = 0, chosen, onChange, isOut }: FacetsProps) {
  const shown = STATUSES.filter((status) => isShown(status, counts, chosen));
  return (
    <Flex
      align="center"
      gap={{ base: "0.3125rem", _phone: "0.5rem" }}
      css={ROW}
      role="group"
      aria-label="Filter by status"
    >
      <FacetChip
        label="All"
        count={counts && totalOf(counts) + unread}
        isOn={chosen.length === 0}
        disabled={isOut}
        onClick={() => onChange([])}
      />
      <Box hideBelow="sm" flex="none" w="1px" h="1.125rem" mx="0.25rem" bg="line" />
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
    </Flex>
  );
}
