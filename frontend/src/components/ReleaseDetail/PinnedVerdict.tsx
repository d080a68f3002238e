import { ArrowUp } from "lucide-react";
import { useEffect, useState } from "react";
import type { RefObject } from "react";
import { StatusIcon } from "@/components/ui/StatusIcon";
import type { ShownVerdict } from "@/lib/words/title";
import { termOf } from "@/lib/words/status";
import { formatNumber } from "@/lib/words/words";
import "./PinnedVerdict.css";

interface PinnedVerdictProps {
  verdict: ShownVerdict;
  problems: number;
  /** The page header, which it replaces once that is scrolled out of view. */
  header: RefObject<HTMLElement | null>;
}

function useIsGone(element: RefObject<HTMLElement | null>): boolean {
  const [isGone, setGone] = useState(false);
  useEffect(() => {
    const watched = element.current;
    if (!watched || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver((entries) =>
      setGone(entries.at(-1)?.isIntersecting === false),
    );
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element]);
  return isGone;
}

/** On a phone the verdict stays visible while scrolling, and leads back to the top. */
export function PinnedVerdict({ verdict, problems, header }: PinnedVerdictProps) {
  const isShown = useIsGone(header);
  if (!isShown) return null;
  return (
    <button
      type="button"
      className="pinned screen-only"
      data-tone={termOf(verdict.status, verdict.stuck).attention ? verdict.status : undefined}
      onClick={() => window.scrollTo({ top: 0, behavior: "smooth" })}
    >
      <StatusIcon status={verdict.status} stuck={verdict.stuck} size={16} />
      <strong>{verdict.word}</strong>
      <span className="pinned-text truncate">{verdict.headline}</span>
      <span className="pinned-back">
        {problems > 0 && formatNumber(problems)}
        <ArrowUp size="1rem" aria-label="Back to the top" />
      </span>
    </button>
  );
}
