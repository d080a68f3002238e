import { Box, Button, Flex } from "@chakra-ui/react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useMemo, useRef, useState } from "react";
import { AwayStrip } from "@/components/AwayStrip";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { part } from "@/components/part";
import { ListBody } from "@/components/ReleaseList/ListBody";
import { ListSummary, SummaryLine } from "@/components/ReleaseList/ListSummary";
import { MarkedBar } from "@/components/ReleaseList/MarkedBar";
import { ListToolbar } from "@/components/ReleaseList/ListToolbar";
import { NoReleases } from "@/components/ReleaseList/NoReleases";
import { useRowKeys } from "@/components/ReleaseList/useRowKeys";
import { PageTitle } from "@/components/ui/WidePage";
import { ZoneSelect } from "@/components/ZoneSelect";
import { useFavicon } from "@/hooks/useFavicon";
import { useTelling } from "@/hooks/useFollows";
import { useNews } from "@/hooks/useNews";
import { useReleases } from "@/hooks/useReleases";
import { isFiltered } from "@/lib/list/listFilter";
import { partsOf } from "@/lib/list/listParts";
import { toggled } from "@/lib/list/marked";
import type { Marked } from "@/lib/list/marked";
import { summaryOf, summaryText, worstOf } from "@/lib/list/listSummary";
import { temporalLink } from "@/lib/app/temporalLink";
import { metaQuery } from "@/services/releaseService";
import type { ListAnswer, ReleaseSummary } from "@/types/entities";

const ExportMenu = part(
  async () => (await import("@/components/ReleaseList/ExportMenu")).ExportMenu,
);

const NONE: readonly ReleaseSummary[] = [];

function NoExport() {
  return (
    <Button variant="ghost" hideBelow="sm" disabled>
      Export
    </Button>
  );
}

function tabTitle(page: ListAnswer | undefined, isOut: boolean): string {
  const verdict = page && !isOut ? summaryText(summaryOf(page)) : "";
  return verdict === "" ? "Releases · Releasewatch" : `${verdict} · Releases`;
}

function DashboardHead({ page, isOut }: { page: ListAnswer | undefined; isOut: boolean }) {
  return (
    <Flex
      as="header"
      align="baseline"
      wrap={{ base: "nowrap", _phone: "wrap" }}
      gap={{ base: "0.8125rem", _phone: "0 0.875rem" }}
      minH="1.75rem"
      mb="0.8125rem"
    >
      <PageTitle>Releases</PageTitle>
      {page && page.total > 0 ? (
        <ListSummary page={page} isAsOf={isOut} />
      ) : (
        // Reserves the line, so that nothing moves on a phone.
        <SummaryLine aria-hidden="true">&nbsp;</SummaryLine>
      )}
      <Flex
        className="screen-only"
        align="center"
        alignSelf="center"
        gap="0.125rem"
        mt="-0.375rem"
        ms="auto"
      >
        <ZoneSelect />
        <ErrorBoundary instead={<NoExport />}>
          <Suspense fallback={<NoExport />}>{page && <ExportMenu page={page} />}</Suspense>
        </ErrorBoundary>
      </Flex>
    </Flex>
  );
}

export function Dashboard() {
  const { filter, setFilter, live } = useReleases();
  const searchRef = useRef<HTMLInputElement>(null);
  const listRef = useRef<HTMLDivElement>(null);
  const clear = () => setFilter({ q: "", statuses: [] });
  const turnTo = (next: number) => {
    setFilter({ page: next });
    // The buttons are below the rows; the next page starts at the top.
    window.scrollTo(0, 0);
  };
  const { data: page, outage } = live;
  const parts = useMemo(() => partsOf(page), [page]);
  const news = useNews("", parts, page !== undefined && !live.isPlaceholder && !outage);
  useTelling(outage ? NONE : (page?.items ?? NONE));
  const [marked, setMarked] = useState<readonly Marked[]>([]);
  const marking = {
    marked,
    toggle: (item: ReleaseSummary) => setMarked((before) => toggled(before, item)),
  };
  const { data: meta } = useQuery(metaQuery);
  const onOpenInTemporal = (releaseId: string) => {
    const item = page?.items.find(({ id }) => id === releaseId);
    const href = temporalLink(meta, item?.execution ?? null);
    if (href !== null) window.open(href, "_blank", "noopener");
  };
  const onEscape = () => {
    if (news.only) news.showOnly(false);
    else if (marked.length > 0) setMarked([]);
    else if (isFiltered(filter)) clear();
    else news.away?.dismiss();
  };
  useRowKeys(listRef, searchRef, { onClear: onEscape, onOpenInTemporal });
  const isOut = outage !== undefined;
  useFavicon(isOut ? "unknown" : page && worstOf(summaryOf(page)));
  const hasNone =
    page?.total === 0 && !isFiltered(filter) && !live.isPlaceholder && filter.page === 1;
  return (
    <Box
      className="dashboard"
      w="100%"
      maxW="110rem"
      mx="auto"
      px={{ base: "1.5rem", _phone: "1rem" }}
      pt={{ base: "1.125rem", _phone: "1rem" }}
    >
      <title>{tabTitle(page, isOut)}</title>
      {hasNone ? (
        <NoReleases />
      ) : (
        <>
          <DashboardHead page={page} isOut={isOut} />
          <ListToolbar
            filter={filter}
            onFilter={setFilter}
            counts={page?.facets}
            unread={page?.unread}
            searchRef={searchRef}
            isOut={isOut && page !== undefined}
          />
          <AwayStrip news={news} />
          <MarkedBar marked={marked} onClear={() => setMarked([])} />
          <div ref={listRef}>
            <ListBody
              live={live}
              filter={filter}
              asOf={outage?.readAt}
              news={news}
              marking={marking}
              onClear={clear}
              onPage={turnTo}
            />
          </div>
        </>
      )}
    </Box>
  );
}
