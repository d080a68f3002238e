import type { RefObject } from "react";
import { Facets } from "./Facets";
import { SearchField } from "@/components/ui/SearchField";
import { useTypedText } from "@/hooks/useTypedText";
import type { ListFilter } from "@/lib/list/listFilter";
import type { Counts } from "@/types/entities";
import "./ListToolbar.css";

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
    <div className="list-toolbar">
      <SearchField
        label="Search name, version or id"
        value={typed.text}
        onChange={typed.setText}
        onComposing={typed.setComposing}
        inputRef={searchRef}
      />
      <Facets
        counts={counts}
        unread={unread}
        chosen={filter.statuses}
        onChange={(statuses) => onFilter({ statuses })}
        isOut={isOut}
      />
    </div>
  );
}
