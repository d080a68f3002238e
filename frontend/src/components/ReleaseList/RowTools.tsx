import { Button } from "@chakra-ui/react";
import { GitCompareArrows } from "lucide-react";
import { FollowBell } from "@/components/Follow/FollowBell";
import type { Marked } from "@/lib/list/marked";
import { releaseTitle } from "@/lib/words/title";
import type { ReleaseSummary } from "@/types/entities";

/** The rows that are marked to be compared. */
export interface Marking {
  readonly marked: readonly Marked[];
  toggle: (item: ReleaseSummary) => void;
}

/** What can be done with a row besides opening it. It lies over the row's end, where the pointer or the focus is. */
export function RowTools({ item, marking }: { item: ReleaseSummary; marking: Marking }) {
  const isMarked = marking.marked.some(({ id }) => id === item.id);
  return (
    <span className="release-tools screen-only">
      <Button
        variant="ghost"
        size="iconSm"
        data-key="m"
        data-pressed={isMarked ? "" : undefined}
        aria-pressed={isMarked}
        aria-label={`Compare ${releaseTitle(item)}`}
        title="Mark to compare (m)"
        onClick={() => marking.toggle(item)}
      >
        <GitCompareArrows size="0.875rem" aria-hidden="true" />
      </Button>
      <FollowBell release={item} />
    </span>
  );
}
