import { Link } from "react-router";
import { RangeMark } from "@/components/ui/RangeMark";
import { useZone } from "@/hooks/useZone";
import { releasePath } from "@/lib/app/paths";
import { formatDuration } from "@/lib/words/time";
import { estimateOf } from "@/lib/tree/estimate";
import type { Tree } from "@/lib/tree/tree";
import { usualBasis, usualWords } from "@/lib/words/usual";
import type { Said } from "@/lib/words/usual";
import type { Usual } from "@/types/entities";

type Previous = NonNullable<Usual["previous"]>;

interface NeighbourProps {
  word: string;
  release: (NonNullable<Usual["next"]> & Pick<Previous, "duration">) | null | undefined;
}

function Neighbour({ word, release }: NeighbourProps) {
  if (!release) return null;
  const { id, version, duration } = release;
  return (
    <span>
      <Link className="usual-neighbour" to={releasePath(id)}>
        {`${word}, ${version ?? id}`}
      </Link>
      {typeof duration === "number" && (
        <span className="usual-took">{` took ${formatDuration(duration * 1000)}`}</span>
      )}
    </span>
  );
}

function Words({ said: { before, figure, after } }: { said: Said }) {
  return (
    <>
      {before}
      {figure !== "" && <strong>{figure}</strong>}
      {after}
    </>
  );
}

/** A second line of facts: what is usual, when it may end, and the releases before and after. */
export function UsualFacts({ tree, usual }: { tree: Tree; usual: Usual }) {
  const zone = useZone();
  const end = estimateOf(tree, usual, zone);
  return (
    <p className="release-facts usual-facts">
      <span title={usual.usual ? usualBasis(usual.usual) : undefined}>
        {usual.is_slower && <RangeMark />}
        <Words said={usualWords(usual)} />
      </span>
      {end !== null && (
        <span className="usual-end">
          <Words said={end} />
        </span>
      )}
      <Neighbour word="Previous" release={usual.previous} />
      <Neighbour word="Next" release={usual.next} />
    </p>
  );
}
