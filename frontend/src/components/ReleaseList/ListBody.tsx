import { Button } from "@chakra-ui/react";
import { ListSkeleton } from "./ListSkeleton";
import { Paging } from "./Paging";
import { ReleaseList } from "./ReleaseList";
import type { Marking } from "./RowTools";
import { EmptyState } from "@/components/ui/EmptyState";
import { NotRead } from "@/components/NotRead";
import { Kbd } from "@/components/ui/Kbd";
import type { News } from "@/hooks/useNews";
import type { Realtime } from "@/hooks/useRealtime";
import type { ListFilter } from "@/lib/list/listFilter";
import { totalOf } from "@/lib/words/status";
import { pluralIs } from "@/lib/words/words";
import type { ListAnswer } from "@/types/entities";
import { WORDS } from "@/types/vocabulary.gen";

interface ListBodyProps {
  live: Realtime<ListAnswer>;
  filter: ListFilter;
  asOf: number | undefined;
  news: News;
  marking: Marking;
  onClear: () => void;
  onPage: (page: number) => void;
}

function filterWords({ q, statuses }: ListFilter): string {
  const chosen = statuses.map((status) => `“${WORDS[status]}”`).join(" or ");
  const under = chosen === "" ? "" : `under ${chosen}`;
  return [under, q === "" ? "" : `matches “${q}”`].filter((part) => part !== "").join(" ");
}

function NoMatch({
  filter,
  page,
  onClear,
}: {
  filter: ListFilter;
  page: ListAnswer;
  onClear: () => void;
}) {
  const hidden = filter.statuses.length > 0 ? totalOf(page.facets) + (page.unread ?? 0) : 0;
  const what = filter.statuses.length === 0 ? "search" : "filter";
  return (
    <EmptyState
      title={`No release ${filterWords(filter)}`}
      action={
        <Button onClick={onClear}>
          {`Clear ${what}`} <Kbd>Esc</Kbd>
        </Button>
      }
    >
      {hidden > 0
        ? `${pluralIs(hidden, "release")} hidden by the filter.`
        : `All releases are hidden by the ${what}.`}
    </EmptyState>
  );
}

/** The list has become shorter than the requested page. */
function PastTheEnd({ onPage }: { onPage: (page: number) => void }) {
  return (
    <EmptyState
      title="The list has no such page any more"
      action={<Button onClick={() => onPage(1)}>First page</Button>}
    />
  );
}

/** Data comes before the error: the last rows stay while reads fail. */
export function ListBody(props: ListBodyProps) {
  const { live, filter, asOf, news, marking, onClear, onPage } = props;
  const { data: page, error, isPlaceholder, retry } = live;
  if (!page) {
    if (!error) return <ListSkeleton />;
    return (
      <NotRead title="The releases could not be read" error={error} onRetry={retry} isRetrying />
    );
  }
  if (page.items.length === 0 && page.total > 0) return <PastTheEnd onPage={onPage} />;
  if (page.items.length === 0) return <NoMatch filter={filter} page={page} onClear={onClear} />;
  return (
    <>
      <ReleaseList
        page={page}
        asOf={asOf}
        marks={news.marks}
        only={news.only}
        marking={marking}
        isPlaceholder={isPlaceholder}
      />
      <Paging page={page} onPage={onPage} />
    </>
  );
}
