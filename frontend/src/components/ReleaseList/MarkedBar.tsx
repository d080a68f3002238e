import { Button } from "@chakra-ui/react";
import { GitCompareArrows, X } from "lucide-react";
import { Link } from "react-router";
import { markedPath } from "@/lib/list/marked";
import type { Marked } from "@/lib/list/marked";

interface MarkedBarProps {
  marked: readonly Marked[];
  onClear: () => void;
}

/** What is marked to be compared, and the way there once it is two. */
export function MarkedBar({ marked, onClear }: MarkedBarProps) {
  const [first, second] = marked;
  if (!first) return null;
  const path = markedPath(marked);
  return (
    <section className="away card screen-only" aria-label="To compare">
      <GitCompareArrows className="away-icon" size="0.9375rem" aria-hidden="true" />
      <p className="away-text" role="status">
        <strong translate="no">{first.title}</strong> with{" "}
        {second ? <strong translate="no">{second.title}</strong> : "… Mark another release."}
      </p>
      {path !== null && (
        <Button asChild size="sm">
          <Link to={path}>Compare</Link>
        </Button>
      )}
      <Button variant="ghost" size="iconSm" aria-label="Mark none" onClick={onClear}>
        <X size="0.9375rem" aria-hidden="true" />
      </Button>
    </section>
  );
}
