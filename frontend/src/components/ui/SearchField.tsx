import { Search } from "lucide-react";
import type { RefObject } from "react";
import { Kbd } from "./Kbd";
import "./SearchField.css";

interface SearchFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** What it searches; also its placeholder. */
  label: string;
  /** So that the page's `/` can put the cursor here. */
  inputRef?: RefObject<HTMLInputElement | null>;
}

/** Escape clears it, then leaves it. */
export function SearchField({ value, onChange, label, inputRef }: SearchFieldProps) {
  return (
    <div className="search-field">
      <Search size="0.9375rem" aria-hidden="true" />
      <input
        ref={inputRef}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (value === "") event.currentTarget.blur();
          else onChange("");
        }}
      />
      {value === "" && <Kbd>/</Kbd>}
    </div>
  );
}
