import { Box, Button, Flex } from "@chakra-ui/react";
import { Download } from "lucide-react";
import { useMemo, useRef } from "react";
import { useNavigate } from "react-router";
import { ListSkeleton } from "@/components/ReleaseList/ListSkeleton";
import { EmptyState } from "@/components/ui/EmptyState";
import { NotRead } from "@/components/NotRead";
import { SearchField } from "@/components/ui/SearchField";
import { PageTitle, WidePage } from "@/components/ui/WidePage";
import { ReadSoFar, Sentence } from "@/components/Versions/VersionsFacts";
import { VersionsFacets } from "@/components/Versions/VersionsFacets";
import { VersionsLegend } from "@/components/Versions/VersionsLegend";
import { VersionsGrid } from "@/components/Versions/VersionsGrid";
import { lastRead } from "@/hooks/live";
import { useKeys } from "@/hooks/useKeys";
import { useTypedText } from "@/hooks/useTypedText";
import { useVersions } from "@/hooks/useVersions";
import { download, fileMoment, toCsv } from "@/lib/app/download";
import { facetCounts, filtered } from "@/lib/versions/filter";
import type { TableFilter } from "@/lib/versions/filter";
import { tableRows } from "@/lib/versions/table";
import type { TableRow } from "@/lib/versions/table";
import { csvRows, nodeLink } from "@/lib/versions/words";
import type { VersionsAnswer } from "@/services/releaseService";

const NO_APPS: VersionsAnswer["apps"] = [];
const NO_CLUSTERS: readonly string[] = [];

function exportCsv(rows: readonly TableRow[], clusters: readonly string[]): void {
  const at = fileMoment(lastRead() ?? new Date().toISOString());
  download(`versions-${at}.csv`, "text/csv", toCsv(csvRows(rows, clusters)));
}

function NothingYet({ answer }: { answer: VersionsAnswer }) {
  const { read, known } = answer.progress;
  return (
    <EmptyState title={read < known ? "Nothing is known yet" : "No app has been released yet"}>
      {`${String(read)} of ${String(known)} releases that Temporal still keeps are read.`}
    </EmptyState>
  );
}

function emptyTitle({ q, facets }: TableFilter): string {
  if (q !== "") return `No app, cluster or version matches “${q}”`;
  return facets.length > 0 ? "No app matches these filters" : "Nothing differs";
}

/** Which version of which app runs in which cluster. */
export function VersionsPage() {
  const { filter, setFilter, live } = useVersions();
  const { data: answer, error, outage, retry } = live;
  const searchRef = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const typed = useTypedText(filter.q, (q) => setFilter({ q }));
  const all = useMemo(() => tableRows(answer?.apps ?? NO_APPS), [answer]);
  const clusters = answer?.clusters ?? NO_CLUSTERS;
  const shown = useMemo(() => filtered(all, clusters, filter), [all, clusters, filter]);
  const counts = useMemo(() => facetCounts(all, clusters, filter), [all, clusters, filter]);
  const clear = () => setFilter({ q: "", differences: false, facets: [] });
  useKeys({
    "/": () => searchRef.current?.focus(),
    d: () => setFilter({ differences: !filter.differences }),
    Escape: clear,
  });
  function onOpen(row: TableRow, cluster: string) {
    const cell = row.cells.get(cluster);
    const to = cell && nodeLink(cell);
    if (to) void navigate(to);
  }
  const isOut = outage !== undefined;
  return (
    <WidePage maxW="110rem">
      <title>What runs where · Releasewatch</title>
      <Flex as="header" align="baseline" wrap="wrap" gap="0 0.8125rem">
        <PageTitle>What runs where</PageTitle>
        {answer && <Sentence rows={all} isOut={isOut} />}
        <Button
          variant="ghost"
          hideBelow="sm"
          ms="auto"
          disabled={shown.rows.length === 0}
          onClick={() => exportCsv(shown.rows, shown.clusters)}
        >
          <Download size="0.875rem" aria-hidden="true" />
          Export CSV
        </Button>
      </Flex>
      {answer && <ReadSoFar answer={answer} asOf={outage?.readAt} />}
      <Flex className="screen-only" align="center" wrap="wrap" gap="0.75rem" my="0.75rem">
        <Box flex="0 1 17rem" minW="9.5rem">
          <SearchField label="App, cluster or version" typed={typed} inputRef={searchRef} />
        </Box>
        <VersionsFacets
          counts={counts}
          chosen={filter.facets}
          onChange={(facets) => setFilter({ facets })}
          isOut={isOut}
        />
        <Button
          variant="outline"
          aria-pressed={filter.differences}
          onClick={() => setFilter({ differences: !filter.differences })}
        >
          {filter.differences ? "Show all" : "Differences only"}
        </Button>
      </Flex>
      {!answer && !error && <ListSkeleton />}
      {!answer && error && (
        <NotRead
          title="What runs where could not be read"
          error={error}
          onRetry={retry}
          isRetrying
        />
      )}
      {answer && all.length === 0 && <NothingYet answer={answer} />}
      {all.length > 0 && shown.rows.length === 0 && (
        <EmptyState title={emptyTitle(filter)} action={<Button onClick={clear}>Show all</Button>} />
      )}
      {answer && shown.rows.length > 0 && (
        <>
          <VersionsGrid
            rows={shown.rows}
            clusters={shown.clusters}
            isAllRead={answer.progress.read === answer.progress.known}
            isOut={isOut}
            onOpen={onOpen}
          />
          <VersionsLegend apps={shown.rows.length} clusters={shown.clusters.length} />
        </>
      )}
    </WidePage>
  );
}
