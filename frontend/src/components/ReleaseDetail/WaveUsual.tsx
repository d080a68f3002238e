import { RangeMark } from "@/components/ui/RangeMark";
import { useNow } from "@/hooks/useNow";
import type { TreeNode } from "@/lib/tree/tree";
import { formatDuration } from "@/lib/words/time";
import { rangeWords } from "@/lib/words/usual";
import type { UsualRange, UsualWave } from "@/types/entities";

interface WaveUsualProps {
  node: TreeNode;
  isCurrent: boolean;
  against: UsualWave | undefined;
}

interface PassedProps {
  before?: string;
  /** Absent where it is said already. */
  milliseconds: number | null;
  isSlower: boolean;
  usually: string;
}

/** "16 min, usually 9 to 12 min" */
function Passed({ before = "", milliseconds, isSlower, usually }: PassedProps) {
  return (
    <span className="wave-usual truncate">
      {isSlower && <RangeMark />}
      {before}
      {milliseconds !== null && (
        <span data-slower={isSlower || undefined}>{formatDuration(milliseconds)}</span>
      )}
      {milliseconds !== null && usually !== "" && ", "}
      {usually}
    </span>
  );
}

function usually(range: UsualRange | null | undefined, what = "usually"): string {
  return range ? `${what} ${rangeWords(range)}` : "";
}

/** Of a wave that waits to be approved: since when it is asked for, against how long that takes. */
function Asked({ since, against }: { since: number } & Pick<WaveUsualProps, "against">) {
  const now = useNow();
  const approval = against?.approval;
  const isSlower = Boolean(approval && now - since > approval.most * 1000);
  const said = usually(approval, "usually given in") || usually(against?.usual, "then usually");
  return <Passed before="waiting " milliseconds={now - since} isSlower={isSlower} usually={said} />;
}

/** What the wave it is in took so far against what is usual, and what those to come usually take. */
export function WaveUsual({ node, isCurrent, against }: WaveUsualProps) {
  const now = useNow();
  const { started, ended, status, since } = node;
  const isSlower = Boolean(against?.is_slower);
  if (status === "waiting" && started === null && since !== null) {
    return <Asked since={since} against={against} />;
  }
  const said = ended === null || isSlower ? usually(against?.usual) : "";
  // The time of what is done says the line above.
  const passed = started === null || ended !== null ? null : now - started;
  if (said === "" && (!isCurrent || passed === null)) return null;
  return <Passed milliseconds={passed} isSlower={isSlower} usually={said} />;
}
