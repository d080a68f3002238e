import { Link } from "react-router";
import { RangeMark } from "@/components/ui/RangeMark";
import { useZone } from "@/hooks/useZone";
import { releasePath } from "@/lib/app/paths";
import { formatDuration } from "@/lib/words/time";
import { endWords, usualWords } from "@/lib/words/usual";
import type { Usual } from "@/types/entities";

type PreviousProps = Pick<Usual, "previous">;

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
export function UsualFacts({ usual }: { usual: Usual }) {
  const zone = useZone();
  const end = endWords(usual, zone);
  return (
    <p className="release-facts usual-facts">
      <span data-slower={usual.is_slower || undefined}>
        {usual.is_slower && <RangeMark />}
        {usualWords(usual)}
      </span>
      {end !== null && <span className="usual-end">{end}</span>}
      <Previous previous={usual.previous ?? null} />
    </p>
  );
}
