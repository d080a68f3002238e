import { Search } from "lucide-react";
import type { RefObject } from "react";
import { Kbd } from "./Kbd";
import "./SearchField.css";

interface SearchFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Half a word of an input method is no word yet. */
  onComposing: (isComposing: boolean) => void;
  /** What it searches; also its placeholder. */
  label: string;
  /** So that the page's `/` can put the cursor here. */
  inputRef?: RefObject<HTMLInputElement | null>;
}

/** Escape clears it, then leaves it. */
export function SearchField(props: SearchFieldProps) {
  const { value, onChange, onComposing, label, inputRef } = props;
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
        onCompositionStart={() => onComposing(true)}
        onCompositionEnd={() => onComposing(false)}
        // A field that is left holds no half word, even if nobody said that it has ended.
        onBlur={() => onComposing(false)}
        onKeyDown={(event) => {
          // While a word is composed, Escape belongs to the input method.
          if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (value === "") event.currentTarget.blur();
          else onChange("");
        }}
      />
      {value === "" && <Kbd>/</Kbd>}
    </div>
  );
}
