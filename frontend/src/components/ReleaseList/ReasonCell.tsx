import { useNow } from "@/hooks/useNow";
import { remarkText, rowReason } from "@/lib/list/releaseRow";
import { TERMS } from "@/types/vocabulary.gen";
import type { ReleaseSummary, Verdict } from "@/types/entities";
import "./ReasonCell.css";

interface ReasonCellProps {
  item: ReleaseSummary;
  verdict: Verdict;
  asOf: number | undefined;
}

/** What is wrong or going on, who is to blame, and why. */
export function ReasonCell({ item, verdict, asOf }: ReasonCellProps) {
  const now = useNow();
  const reason = rowReason(item, verdict, asOf ?? now);
  const remarks = remarkText(item);
  if (!reason && remarks === "") return <span className="reason-none reason-nothing">–</span>;
  if (!reason) return <span className="reason-none">{remarks}</span>;
  const { lead, rest, who, where, why } = reason;
  const { status, word } = verdict;
  const isLoud = asOf === undefined && (TERMS[word].attention || status === "retrying");
  const whole = [[who, where].filter(Boolean).join(" "), why].filter(Boolean).join(": ");
  return (
    <span className="reason" data-status={isLoud ? status : undefined}>
      <span className="reason-lead truncate">
        <strong>{lead}</strong>
        {rest}
        {remarks !== "" && <span className="reason-none">{`, ${remarks}`}</span>}
      </span>
      {whole !== "" && (
        <span
          className="reason-detail truncate"
          title={whole}
          data-blames={who !== "" || undefined}
        >
          {who !== "" && (
            <span className="reason-who">
              <strong>{who}</strong>
              {where !== "" && ` ${where}`}
            </span>
          )}
          {who !== "" && why !== "" && <span className="reason-colon">: </span>}
          {why !== "" && <span className="reason-why">{why}</span>}
        </span>
      )}
    </span>
  );
}
