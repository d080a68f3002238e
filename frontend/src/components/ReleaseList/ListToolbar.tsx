import type { RefObject } from "react";
import { useEffect, useState } from "react";
import { Facets } from "./Facets";
import { SearchField } from "@/components/ui/SearchField";
import type { ListFilter } from "@/lib/listFilter";
import type { Counts } from "@/types/entities";
import "./ListToolbar.css";

const TYPING_PAUSE = 250;

interface ListToolbarProps {
  filter: ListFilter;
  onFilter: (change: Partial<ListFilter>) => void;
  counts: Counts | undefined;
  searchRef: RefObject<HTMLInputElement | null>;
  isOut: boolean;
}

/** What is typed shows at once; the address and the server follow when the typing pauses. */
function useDebouncedText(value: string, onChange: (text: string) => void) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onChange(text.trim()), text === "" ? 0 : TYPING_PAUSE);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return [text, setText] as const;
}

export function ListToolbar({ filter, onFilter, counts, searchRef, isOut }: ListToolbarProps) {
  const [text, setText] = useDebouncedText(filter.q, (q) => onFilter({ q }));
  return (
    <div className="list-toolbar">
      <SearchField
        label="Search name, version or id"
        value={text}
        onChange={setText}
        inputRef={searchRef}
      />
      <Facets
        counts={counts}
        chosen={filter.statuses}
        onChange={(statuses) => onFilter({ statuses })}
        isOut={isOut}
      />
    </div>
  );
}
