import { chakra } from "@chakra-ui/react";
import type { MouseEvent } from "react";
import { useSkips } from "@/hooks/skips";
import type { Skip } from "@/hooks/skips";
import { focusPart } from "@/lib/app/focusPart";

const SkipLink = chakra("a", {
  base: {
    position: "absolute",
    zIndex: "skipLink",
    top: "0.5rem",
    insetStart: "0.5rem",
    px: "0.75rem",
    py: "0.375rem",
    borderRadius: "button",
    color: "onInk",
    bg: "ink",
    transform: "translateY(-64px)",
    _focus: { transform: "none" },
  },
});

const CONTENT: Skip = { label: "Skip to content", selector: "#main" };

/** Not the browser's own jump, which would put a fragment into the address. */
function go(event: MouseEvent, selector: string): void {
  if (focusPart(selector)) event.preventDefault();
}

/** The first tab stops: the content, and the main parts of the page. */
export function SkipLinks() {
  const ways = useSkips();
  return [CONTENT, ...ways].map(({ label, selector }) => (
    <SkipLink
      key={label}
      className="screen-only"
      href="#main"
      onClick={(event) => go(event, selector)}
    >
      {label}
    </SkipLink>
  ));
}
