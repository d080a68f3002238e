import { Box, Flex } from "@chakra-ui/react";
import type { RefObject } from "react";
import { Facets } from "./Facets";
import { SearchField } from "@/components/ui/SearchField";
import { useTypedText } from "@/hooks/useTypedText";
import type { ListFilter } from "@/lib/list/listFilter";
import type { Counts } from "@/types/entities";

/** Gives way to the chips, which stay in one row while the search is still readable. */
const SEARCH = { flex: { base: "0 100 13.875rem", _phone: "1 1 100%" }, minW: "9.5rem" };

interface ListToolbarProps {
  filter: ListFilter;
  onFilter: (change: Partial<ListFilter>) => void;
  counts: Counts | undefined;
  unread: number | undefined;
  searchRef: RefObject<HTMLInputElement | null>;
  isOut: boolean;
}

export function ListToolbar({
  filter,
  onFilter,
  counts,
  unread,
  searchRef,
  isOut,
}: ListToolbarProps) {
  const typed = useTypedText(filter.q, (q) => onFilter({ q }));
  return (
    <Flex
      className="screen-only"
      align="center"
      wrap={{ base: "wrap", lg: "nowrap" }}
      gap={{ base: "0.625rem", lg: "0.75rem" }}
      mb={{ base: "0.9375rem", _phone: "0.875rem" }}
    >
      <Box css={SEARCH}>
        <SearchField label="Search name, version or id" typed={typed} inputRef={searchRef} />
      </Box>
      <Facets
        counts={counts}
        unread={unread}
        chosen={filter.statuses}
        onChange={(statuses) => onFilter({ statuses })}
        isOut={isOut}
      />
    </Flex>
  );
}
