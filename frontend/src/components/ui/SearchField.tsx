import { Search } from "lucide-react";
import type { RefObject } from "react";
import { Kbd } from "./Kbd";
import "./SearchField.css";

/** The text, which `useTypedText` mirrors in the address where a page has one. */
interface Typed {
  text: string;
  setText: (text: string) => void;
  /** Told when an input method starts and ends composing a word. */
  setComposing: (isComposing: boolean) => void;
}

interface SearchFieldProps {
  typed: Typed;
  /** What it searches; also its placeholder. */
  label: string;
  /** Lets the page's `/` move the focus here. */
  inputRef?: RefObject<HTMLInputElement | null>;
}

/** Escape clears it, then leaves it. */
export function SearchField({ typed, label, inputRef }: SearchFieldProps) {
  const { text: value, setText, setComposing } = typed;
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
        onChange={(event) => setText(event.target.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
        // Leaving the field ends a composition, even without a compositionend event.
        onBlur={() => setComposing(false)}
        onKeyDown={(event) => {
          // During a composition, Escape belongs to the input method.
          if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (value === "") event.currentTarget.blur();
          else setText("");
        }}
      />
      {value === "" && <Kbd>/</Kbd>}
    </div>
  );
}
