import { chakra } from "@chakra-ui/react";
import { summaryOf } from "@/lib/list/listSummary";
import { formatNumber } from "@/lib/words/words";
import type { ListAnswer } from "@/types/entities";

/** On a phone a line of its own below the heading. */
export const SummaryLine = chakra("p", {
  base: {
    order: { base: 0, _phone: 3 },
    flexBasis: { base: "auto", _phone: "100%" },
    fontSize: { base: "name", _phone: "lead" },
    lineHeight: "1.5rem",
    color: "muted",
    "& > span > strong": { fontWeight: 560 },
  },
});

/** "1 failing, 1 stuck, 1 unknown, 1 needs approval. 2 in progress. 12 not read yet." */
export function ListSummary({ page, isAsOf }: { page: ListAnswer; isAsOf: boolean }) {
  const { attention, running, unread } = summaryOf(page);
  const isCalm = attention.length === 0;
  const isWhole = page.complete && unread === 0;
  return (
    <SummaryLine>
      {isAsOf && "Last known: "}
      {attention.map(({ text, status }, index) => (
        <span key={status}>
          {index > 0 && ", "}
          <chakra.strong color={isAsOf ? undefined : `status.${status}.text`}>{text}</chakra.strong>
        </span>
      ))}
      {isCalm &&
        `${isAsOf ? "nothing needs" : "Nothing needs"} attention${isWhole ? "" : " so far"}`}
      {"."}
      {running > 0 && (
        <chakra.span hideBelow="sm">{` ${formatNumber(running)} in progress.`}</chakra.span>
      )}
      {unread > 0 && ` ${formatNumber(unread)} not read yet.`}
    </SummaryLine>
  );
}
