import { Link } from "react-router";
import { RangeMark } from "@/components/ui/RangeMark";
import { useZone } from "@/hooks/useZone";
import { releasePath } from "@/lib/app/paths";
import { formatDuration } from "@/lib/words/time";
import { endWords, usualWords } from "@/lib/words/usual";
import type { Normal } from "@/types/entities";

type PreviousProps = Pick<Normal, "previous">;

function Previous({ previous }: PreviousProps) {
  if (!previous) return null;
  const { id, version, duration } = previous;
  return (
    <span>
      <Link className="usual-previous" to={releasePath(id)}>
        {`Previous, ${version ?? id}`}
      </Link>
      {typeof duration === "number" && ` took ${formatDuration(duration * 1000)}`}
    </span>
  );
}

/** A second line of facts: what is usual, when it may end, and the release before. */
export function UsualFacts({ normal }: { normal: Normal }) {
  const zone = useZone();
  const end = endWords(normal, zone);
  return (
    <p className="release-facts usual-facts">
      <span data-slower={normal.is_slower || undefined}>
        {normal.is_slower && <RangeMark />}
        {usualWords(normal)}
      </span>
      {end !== null && <span className="usual-end">{end}</span>}
      <Previous previous={normal.previous ?? null} />
    </p>
  );
}
