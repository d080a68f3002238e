import { Search } from "lucide-react";
import type { RefObject } from "react";
import { Kbd } from "./Kbd";
import "./SearchField.css";

interface SearchFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Called when an input method starts and ends composing a word. */
  onComposing: (isComposing: boolean) => void;
  /** What it searches; also its placeholder. */
  label: string;
  /** Lets the page's `/` move the focus here. */
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
        // Leaving the field ends a composition, even without a compositionend event.
        onBlur={() => onComposing(false)}
        onKeyDown={(event) => {
          // During a composition, Escape belongs to the input method.
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
