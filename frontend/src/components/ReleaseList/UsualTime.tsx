import { RangeMark } from "@/components/ui/RangeMark";
import { useNow } from "@/hooks/useNow";
import { rangeWords } from "@/lib/words/usual";
import type { UsualRange } from "@/types/entities";

interface UsualTimeProps {
  usual: UsualRange;
  from: number;
  /** Absent while it is still running. */
  to: number | undefined;
}

/** "usually 31 to 44 min", of a release that takes longer. What is within the usual says nothing. */
export function UsualTime({ usual, from, to }: UsualTimeProps) {
  const now = useNow();
  if ((to ?? now) - from <= usual.most * 1000) return null;
  const usually = `usually ${rangeWords(usual)}`;
  return (
    <span className="release-usual" title={`${usually}, ${String(usual.releases)} releases`}>
      <RangeMark /> <span>{usually}</span>
    </span>
  );
}
