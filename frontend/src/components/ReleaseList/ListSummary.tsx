import { summaryOf } from "@/lib/list/listSummary";
import { formatNumber } from "@/lib/words/words";
import type { ListAnswer } from "@/types/entities";
import "./ListSummary.css";

/** "1 failing, 1 stuck, 1 unknown, 1 needs approval. 2 in progress. 12 not read yet." */
export function ListSummary({ page, isAsOf }: { page: ListAnswer; isAsOf: boolean }) {
  const { attention, running, unread } = summaryOf(page);
  const isCalm = attention.length === 0;
  const isWhole = page.complete && unread === 0;
  return (
    <p className="list-summary" data-as-of={isAsOf || undefined}>
      {isAsOf && "Last known: "}
      {attention.map(({ text, status }, index) => (
        <span key={status}>
          {index > 0 && ", "}
          <strong data-status={status}>{text}</strong>
        </span>
      ))}
      {isCalm &&
        `${isAsOf ? "nothing needs" : "Nothing needs"} attention${isWhole ? "" : " so far"}`}
      {"."}
      <span className="list-summary-rest">
        {running > 0 && ` ${formatNumber(running)} in progress.`}
      </span>
      {unread > 0 && (
        <span className="list-summary-unread">{` ${formatNumber(unread)} not read yet.`}</span>
      )}
    </p>
  );
}
