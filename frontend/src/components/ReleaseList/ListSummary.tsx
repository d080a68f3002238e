import { summaryOf } from "@/lib/releaseRow";
import { formatNumber } from "@/lib/words";
import type { ListAnswer } from "@/types/entities";
import "./ListSummary.css";

/** "1 failing, 1 stuck, 1 unknown, 1 needs approval. 2 in progress." */
export function ListSummary({ page, isAsOf }: { page: ListAnswer; isAsOf: boolean }) {
  const { attention, untold, running } = summaryOf(page);
  const isCalm = attention.length === 0 && untold === 0;
  return (
    <p className="list-summary" data-as-of={isAsOf || undefined}>
      {isAsOf && "Was "}
      {untold > 0 && <strong>{`${formatNumber(untold)} need attention`}</strong>}
      {attention.map(({ count, words, status }, index) => (
        <span key={status}>
          {index > 0 && ", "}
          <strong data-status={status}>{`${formatNumber(count)} ${words}`}</strong>
        </span>
      ))}
      {isCalm && (page.complete ? "Nothing needs attention" : "Nothing needs attention so far")}
      <span className="list-summary-rest">
        .{running > 0 && ` ${formatNumber(running)} in progress.`}
      </span>
    </p>
  );
}
