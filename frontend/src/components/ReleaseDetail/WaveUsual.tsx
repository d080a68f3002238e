import { RangeMark } from "@/components/ui/RangeMark";
import { useNow } from "@/hooks/useNow";
import type { TreeNode } from "@/lib/tree/tree";
import { formatDuration } from "@/lib/words/time";
import { rangeWords } from "@/lib/words/usual";
import type { UsualWave } from "@/types/entities";

interface WaveUsualProps {
  node: TreeNode;
  isCurrent: boolean;
  against: UsualWave | undefined;
}

/** "16 min, usually 9 to 12 min" of the wave it is in, and what those to come usually take. */
export function WaveUsual({ node, isCurrent, against }: WaveUsualProps) {
  const now = useNow();
  const { started, ended, status } = node;
  const isSlower = Boolean(against?.is_slower);
  const usual = ended === null || isSlower ? against?.usual : null;
  const isAsked = status === "waiting" && started === null;
  const since = isAsked ? node.since : started;
  if (!usual && (!isCurrent || since === null)) return null;
  const usually = usual ? `${isAsked ? "then " : ""}usually ${rangeWords(usual)}` : "";
  return (
    <span className="wave-usual truncate">
      {isSlower && <RangeMark />}
      {since !== null && (
        <span data-slower={isSlower || undefined}>
          {`${isAsked ? "waiting " : ""}${formatDuration((ended ?? now) - since)}`}
        </span>
      )}
      {since !== null && usually !== "" && ", "}
      {usually}
    </span>
  );
}
