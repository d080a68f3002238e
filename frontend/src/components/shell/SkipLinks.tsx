import type { MouseEvent } from "react";
import { useSkips } from "@/hooks/skips";
import type { Skip } from "@/hooks/skips";
import "./SkipLinks.css";

const CONTENT: Skip = { label: "Skip to content", selector: "#main" };

/** By hand: the browser's own way would write the part into the address, which holds what is on screen. */
function go(event: MouseEvent, selector: string): void {
  const part = document.querySelector<HTMLElement>(selector);
  if (!part) return;
  event.preventDefault();
  if (part.tabIndex < 0) part.tabIndex = -1;
  part.focus();
  part.scrollIntoView({ block: "nearest" });
}

/** The first stops of the keyboard: the content, and what one comes to this page for. */
export function SkipLinks() {
  const ways = useSkips();
  return [CONTENT, ...ways].map(({ label, selector }) => (
    <a key={label} className="skip-link" href="#main" onClick={(event) => go(event, selector)}>
      {label}
    </a>
  ));
}
