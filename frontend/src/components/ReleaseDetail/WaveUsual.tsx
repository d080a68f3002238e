import { RangeMark } from "@/components/ui/RangeMark";
import { useNow } from "@/hooks/useNow";
import type { TreeNode } from "@/lib/tree/tree";
import { formatDuration } from "@/lib/words/time";
import { rangeWords } from "@/lib/words/usual";
import type { UsualWave } from "@/types/entities";

interface WaveUsualProps {
  node: TreeNode;
  against: UsualWave | undefined;
}

/** "16 min, usually 9 to 12 min" of the wave it is in, and what those to come usually take. */
export function WaveUsual({ node, against }: WaveUsualProps) {
  const now = useNow();
  const { started, ended } = node;
  if (!against?.usual || (ended !== null && !against.is_slower)) return null;
  const usually = `usually ${rangeWords(against.usual)}`;
  return (
    <span className="wave-usual truncate">
      {against.is_slower && <RangeMark />}
      {started === null ? (
        usually
      ) : (
        <>
          <span data-slower={against.is_slower || undefined}>
            {formatDuration((ended ?? now) - started)}
          </span>
          {`, ${usually}`}
        </>
      )}
    </span>
  );
}
