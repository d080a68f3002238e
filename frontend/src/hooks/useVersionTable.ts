import { useCallback, useMemo, useState } from "react";
import { alikeIn, folded } from "@/lib/versions/alike";
import { facetCounts, filtered } from "@/lib/versions/filter";
import { isEarly } from "@/lib/versions/early";
import { columnsByWave, columnsInOrder, columnsOf } from "@/lib/versions/regions";
import type { Wave } from "@/lib/versions/regions";
import { tableRows } from "@/lib/versions/table";
import type { CellName, TableRow } from "@/lib/versions/table";
import type { VersionsAnswer } from "@/services/releaseService";
import { useWaves } from "./useWaves";
import { IN_ORDER } from "./useVersions";
import type { VersionsUrl } from "./useVersions";

const NO_APPS: VersionsAnswer["apps"] = [];
const NO_CLUSTERS: readonly string[] = [];
const NO_GROUPS: ReturnType<typeof alikeIn> = new Map();

function leaderOf(app: string | undefined, groups: ReturnType<typeof alikeIn>): string | undefined {
  const found = [...groups].find(([, rows]) => rows.slice(1).some((row) => row.app === app));
  return found?.[0];
}

/** Apps that are alike as one row, but for what is open; the app of the open cell is never folded away. */
function useAlike(rows: readonly TableRow[], isFound: boolean, cell: CellName | null) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const groups = useMemo(() => (isFound ? NO_GROUPS : alikeIn(rows)), [rows, isFound]);
  const leader = useMemo(() => leaderOf(cell?.app, groups), [cell, groups]);
  const shown = useMemo(() => {
    const open = new Set(leader === undefined ? opened : [...opened, leader]);
    return folded(rows, groups, open);
  }, [rows, groups, opened, leader]);
  const fold = useCallback(
    (app: string) =>
      setOpened((now) => {
        const next = new Set(now);
        if (!next.delete(app)) next.add(app);
        return next;
      }),
    [],
  );
  return { shown, fold };
}

/** Until its waves are read, columns stand by region. */
function arranged(
  clusters: readonly string[],
  ordering: string,
  waves: readonly Wave[] | undefined,
) {
  if (ordering === IN_ORDER) return columnsInOrder(clusters);
  return waves ? columnsByWave(clusters, waves) : columnsOf(clusters);
}

/** What the address leaves of the answer, and how that stands. */
export function useVersionTable(answer: VersionsAnswer | undefined, url: VersionsUrl) {
  const { columns: ordering, cell } = url;
  const isByWave = ordering !== "" && ordering !== IN_ORDER;
  const { waves, isUnread } = useWaves(isByWave ? ordering : null);
  const { apps = NO_APPS, releases, clusters: reached = NO_CLUSTERS } = answer ?? {};
  const isAnswered = answer !== undefined;
  const isTooSoon = isAnswered && isEarly(answer.progress);
  const fewest = isTooSoon ? reached.length / 2 : 0;
  const all = useMemo(() => tableRows(apps, releases, fewest), [apps, releases, fewest]);
  const every = useMemo(() => arranged(reached, ordering, waves), [reached, ordering, waves]);
  const clusters = useMemo(() => every.map(({ cluster }) => cluster), [every]);
  const left = useMemo(() => filtered(all, clusters, url), [all, clusters, url]);
  const counts = useMemo(() => {
    if (!isAnswered) return {};
    const found = facetCounts(all, clusters, url);
    return isTooSoon ? { ...found, differ: undefined } : found;
  }, [all, clusters, url, isAnswered, isTooSoon]);
  const columns = useMemo(() => {
    const shown = new Set(left.clusters);
    return every.filter(({ cluster }) => shown.has(cluster));
  }, [every, left]);
  const isFound = url.q !== "" || url.facets.length > 0;
  return {
    all,
    left,
    columns,
    counts,
    areWavesUnread: isUnread,
    ...useAlike(left.rows, isFound, cell),
  };
}
