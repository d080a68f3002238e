import { Button } from "@chakra-ui/react";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { formatNumber } from "@/lib/words/words";
import type { ListAnswer } from "@/types/entities";
import "./Paging.css";

interface PagingProps {
  page: ListAnswer;
  onPage: (page: number) => void;
}

export function Paging({ page, onPage }: PagingProps) {
  const first = (page.page - 1) * page.page_size + 1;
  const last = first + page.items.length - 1;
  return (
    <nav className="paging" aria-label="Pages">
      <span className="tabular">
        {`Rows ${formatNumber(first)}–${formatNumber(last)} of ${formatNumber(page.total)}`}
      </span>
      <span className="paging-space" />
      <span className="paging-order">Newest first within each group</span>
      <Button size="sm" disabled={page.page <= 1} onClick={() => onPage(page.page - 1)}>
        <ChevronLeft size="0.875rem" aria-hidden="true" />
        Previous
      </Button>
      <Button size="sm" disabled={last >= page.total} onClick={() => onPage(page.page + 1)}>
        Next
        <ChevronRight size="0.875rem" aria-hidden="true" />
      </Button>
    </nav>
  );
}
