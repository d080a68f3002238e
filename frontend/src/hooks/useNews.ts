import { useMemo, useState } from "react";
import { serverNow } from "@/lib/app/clock";
import type { Change } from "@/lib/away/clauses";
import { marksOf } from "@/lib/away/marks";
import type { Marks } from "@/lib/away/marks";
import { formatMoment } from "@/lib/words/time";
import type { TreeAnswer } from "@/services/releaseService";
import { useAway } from "./useAway";
import type { Away } from "./useAway";
import { useZone } from "./useZone";

/** What has changed on a page while the user was away, and how its rows show it. */
export interface News {
  away: Away | null;
  marks: Marks | null;
  /** Paths of the rows to show, where the user wants to see only what has changed. */
  only: ReadonlySet<string> | null;
  showOnly: (isOnly: boolean) => void;
}

export function useNews(
  page: string,
  parts: readonly Change[],
  isKnown: boolean,
  tree: TreeAnswer | null = null,
): News {
  const zone = useZone();
  const away = useAway(page, parts, isKnown, tree);
  const [onlySince, setOnlySince] = useState<number | null>(null);
  const marks = useMemo(
    () => away && marksOf(away.changed, formatMoment(away.since, serverNow(), zone)),
    [away, zone],
  );
  return {
    away,
    marks,
    only: marks && onlySince === away?.since ? marks.changed : null,
    showOnly: (isOnly) => setOnlySince(isOnly && away ? away.since : null),
  };
}
