import { Box, Button, Flex } from "@chakra-ui/react";
import { Download } from "lucide-react";
import { useEffect, useRef } from "react";
import type { RefObject } from "react";
import { EmptyState } from "@/components/ui/EmptyState";
import { NotRead } from "@/components/NotRead";
import { ZoneSelect } from "@/components/ZoneSelect";
import { SearchField } from "@/components/ui/SearchField";
import { Switch } from "@/components/ui/Switch";
import { PageTitle, WidePage } from "@/components/ui/WidePage";
import { ColumnsSelect } from "@/components/Versions/ColumnsSelect";
import { CellPanel } from "@/components/Versions/CellPanel";
import { ReadSoFar, Sentence } from "@/components/Versions/VersionsFacts";
import { VersionsFacets } from "@/components/Versions/VersionsFacets";
import { VersionsCards } from "@/components/Versions/VersionsCards";
import { VersionsGrid } from "@/components/Versions/VersionsGrid";
import type { VersionsGridProps } from "@/components/Versions/VersionsGrid";
import { VersionsLegend } from "@/components/Versions/VersionsLegend";
import { VersionsPaper } from "@/components/Versions/VersionsPaper";
import { SameApps } from "@/components/Versions/SameApps";
import { VersionsSkeleton } from "@/components/Versions/VersionsSkeleton";
import { lastRead } from "@/hooks/live";
import { useIsPhone } from "@/hooks/useIsPhone";
import { useKeys } from "@/hooks/useKeys";
import { usePrinting } from "@/hooks/usePrinting";
import { useTypedText } from "@/hooks/useTypedText";
import { useVersions } from "@/hooks/useVersions";
import { useVersionTable } from "@/hooks/useVersionTable";
import { download, fileMoment, toCsv } from "@/lib/app/download";
import type { TableFilter } from "@/lib/versions/filter";
import { isEarly } from "@/lib/versions/early";
import type { CellName, TableRow } from "@/lib/versions/table";
import { csvRows } from "@/lib/versions/words";
import { formatNumber, plural } from "@/lib/words/words";
import type { ApiError } from "@/services/apiError";
import type { VersionsAnswer } from "@/services/releaseService";

function exportCsv(rows: readonly TableRow[], clusters: readonly string[]): void {
  const at = fileMoment(lastRead() ?? new Date().toISOString());
  download(`versions-${at}.csv`, "text/csv", toCsv(csvRows(rows, clusters)));
}

function NothingYet({ answer }: { answer: VersionsAnswer }) {
  const { read, known } = answer.progress;
  return (
    <EmptyState title={read < known ? "Nothing is known yet" : "No app has been released yet"}>
      {`Read: ${formatNumber(read)} of ${plural(known, "release")} that Temporal still keeps.`}
    </EmptyState>
  );
}

function Unread({ error, onRetry }: { error: ApiError | undefined; onRetry: () => void }) {
  if (!error) return <VersionsSkeleton />;
  return (
    <NotRead title="What runs where could not be read" error={error} onRetry={onRetry} isRetrying />
  );
}

function emptyTitle({ q, facets }: TableFilter): string {
  if (q !== "") return `No app, cluster or version matches “${q}”`;
  return facets.length > 0 ? "No app matches these filters" : "Nothing differs";
}

interface TableProps extends Omit<VersionsGridProps, "isEarly" | "isAllRead"> {
  answer: VersionsAnswer;
  left: ReturnType<typeof useVersionTable>["left"];
  onShowSame: () => void;
}

function Table({ answer, left, onShowSame, ...grid }: TableProps) {
  const isPhone = useIsPhone();
  if (usePrinting()) return <VersionsPaper rows={left.rows} clusters={left.clusters} />;
  const { read, known } = answer.progress;
  const View = isPhone ? VersionsCards : VersionsGrid;
  return (
    <div className="versions-fitted">
      <View isEarly={isEarly(answer.progress)} isAllRead={read === known} {...grid} />
      {left.same > 0 && <SameApps count={left.same} onShow={onShowSame} />}
      <VersionsLegend
        apps={left.rows.length}
        clusters={left.clusters.length}
        isAllRead={read === known}
      />
    </div>
  );
}

/** Moves the focus back to the grid after the panel has closed: on a phone the grid is hidden until then. */
function useReturn(cell: CellName | null, grid: RefObject<HTMLDivElement | null>): void {
  const wasOpen = useRef(cell !== null);
  useEffect(() => {
    if (wasOpen.current && cell === null) grid.current?.focus({ preventScroll: true });
    wasOpen.current = cell !== null;
  }, [cell, grid]);
}

/** Which version of which app runs in which cluster. */
export function VersionsPage() {
  const { url, change, live } = useVersions();
  const { data: answer, error, outage, retry } = live;
  const { cell } = url;
  const searchRef = useRef<HTMLInputElement>(null);
  const gridRef = useRef<HTMLDivElement>(null);
  const typed = useTypedText(url.q, (q) => change({ q }));
  const table = useVersionTable(answer, url);
  const { all, left, columns, counts, shown, fold } = table;
  const clear = () => change({ q: "", differences: false, facets: [] });
  const close = () => change({ cell: null });
  useReturn(cell, gridRef);
  useKeys({
    "/": () => searchRef.current?.focus(),
    d: () => change({ differences: !url.differences }),
    Escape: cell ? close : clear,
  });
  function step(by: 1 | -1) {
    const next = shown[shown.findIndex(({ row }) => row.app === cell?.app) + by]?.row;
    if (next && cell) change({ cell: { app: next.app, cluster: cell.cluster } });
  }
  const isOut = outage !== undefined;
  return (
    <div className="paneled">
      <div className="paneled-column">
        <WidePage maxW="110rem">
          <title>What runs where · Releasewatch</title>
          <Flex as="header" align="baseline" wrap="wrap" gap="0 0.8125rem">
            <PageTitle>What runs where</PageTitle>
            {answer && <Sentence rows={all} isOut={isOut} progress={answer.progress} />}
            <Flex className="screen-only" align="center" gap="0.125rem" ms="auto">
              <ZoneSelect />
              <Button
                variant="ghost"
                hideBelow="sm"
                disabled={shown.length === 0}
                onClick={() => exportCsv(left.rows, left.clusters)}
              >
                <Download size="0.875rem" aria-hidden="true" />
                Export CSV
              </Button>
            </Flex>
          </Flex>
          {answer && <ReadSoFar answer={answer} asOf={outage?.readAt} />}
          <Flex className="screen-only" align="center" wrap="wrap" gap="0.75rem" my="0.75rem">
            <Box flex={{ base: "0 1 14rem", _phone: "1 0 100%" }} minW="9.5rem">
              <SearchField label="App, cluster or version" typed={typed} inputRef={searchRef} />
            </Box>
            <VersionsFacets
              counts={counts}
              chosen={url.facets}
              onChange={(facets) => change({ facets })}
              isOut={isOut}
            />
            <Switch
              label="Differences only"
              isOn={url.differences}
              onChange={(differences) => change({ differences })}
            />
            <ColumnsSelect
              releases={answer?.releases ?? []}
              value={url.columns}
              onChange={(by) => change({ columns: by })}
            />
            {table.areWavesUnread && <p role="status">The waves could not be read.</p>}
          </Flex>
          {!answer && <Unread error={error} onRetry={retry} />}
          {answer && all.length === 0 && <NothingYet answer={answer} />}
          {all.length > 0 && shown.length === 0 && (
            <EmptyState
              title={emptyTitle(url)}
              action={<Button onClick={clear}>Show all</Button>}
            />
          )}
          {answer && shown.length > 0 && (
            <Table
              answer={answer}
              left={left}
              shown={shown}
              columns={columns}
              releases={answer.releases}
              selected={cell}
              isOut={isOut}
              gridRef={gridRef}
              onOpen={(opened) => change({ cell: opened })}
              onFold={fold}
              onShowSame={() => change({ differences: false })}
            />
          )}
        </WidePage>
      </div>
      {answer && cell && (
        <CellPanel
          name={cell}
          row={all.find(({ app }) => app === cell.app)}
          answer={answer}
          outage={outage}
          onStep={step}
          onClose={close}
        />
      )}
    </div>
  );
}
