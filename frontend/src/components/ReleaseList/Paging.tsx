import { Button, Flex, Spacer, chakra } from "@chakra-ui/react";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { formatNumber } from "@/lib/words/words";
import type { ListAnswer } from "@/types/entities";

interface PagingProps {
  page: ListAnswer;
  onPage: (page: number) => void;
}

export function Paging({ page, onPage }: PagingProps) {
  const first = (page.page - 1) * page.page_size + 1;
  const last = first + page.items.length - 1;
  const isFirst = page.page <= 1;
  const isLast = last >= page.total;
  return (
    <Flex
      asChild
      align="center"
      gap="0.375rem"
      px="0.25rem"
      pt="0.625rem"
      pb="1rem"
      textStyle="cell"
      color="muted"
    >
      <nav aria-label="Pages">
        <span className="tabular">
          {`Rows ${formatNumber(first)}–${formatNumber(last)} of ${formatNumber(page.total)}`}
        </span>
        <Spacer />
        <chakra.span hideBelow="sm" me="0.5rem" pe="0.875rem" borderEndWidth="1px" color="subtle">
          Newest first within each group
        </chakra.span>
        <Button
          size="sm"
          className="screen-only"
          aria-disabled={isFirst}
          onClick={() => isFirst || onPage(page.page - 1)}
        >
          <ChevronLeft size="0.875rem" aria-hidden="true" />
          Previous
        </Button>
        <Button
          size="sm"
          className="screen-only"
          aria-disabled={isLast}
          onClick={() => isLast || onPage(page.page + 1)}
        >
          Next
          <ChevronRight size="0.875rem" aria-hidden="true" />
        </Button>
      </nav>
    </Flex>
  );
}
