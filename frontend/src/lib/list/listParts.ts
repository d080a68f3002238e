import type { Change } from "@/lib/away/clauses";
import { parseTime } from "@/lib/words/time";
import { releaseTitle } from "@/lib/words/title";
import type { ListAnswer, ReleaseSummary } from "@/types/entities";

function partOf(item: ReleaseSummary): Change {
  const word = item.verdict?.word ?? "Unknown";
  return {
    id: item.id,
    path: item.path,
    level: 1,
    type: "release",
    label: releaseTitle(item),
    parent: null,
    word,
    started: parseTime(item.started_at) ?? null,
    isKnown: word !== "Unknown" && !item.stale,
    entity: item,
  };
}

/** The rows of a page of the list, to be compared with how they were seen last. */
export function partsOf(page: ListAnswer | undefined): Change[] {
  return page?.items.map(partOf) ?? [];
}
