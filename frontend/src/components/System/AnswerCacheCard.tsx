import { Meter } from "@/components/ui/Meter";
import { Fact } from "@/components/ui/Fact";
import { formatBytes, formatNumber } from "@/lib/words/words";
import type { System } from "@/types/entities";
import { Card, Facts } from "./Card";

interface AnswerCacheCardProps {
  kept: System["kept_answers"];
  isPast: boolean;
}

export function AnswerCacheCard({ kept, isPast }: AnswerCacheCardProps) {
  return (
    <Card
      title="Answer cache"
      note="An entry is valid until its workflow changes. Above either limit, the least recently used are evicted."
    >
      <Meter
        name="Answers"
        value={kept.count}
        most={kept.maximum_count}
        text={`${formatNumber(kept.count)} of ${formatNumber(kept.maximum_count)}`}
        isPast={isPast}
      />
      <Meter
        name="Memory"
        value={kept.bytes}
        most={kept.maximum_bytes}
        text={`${formatBytes(kept.bytes)} of ${formatBytes(kept.maximum_bytes)}`}
        isPast={isPast}
      />
      <Facts>
        <Fact name="Queries saved">{formatNumber(kept.found)}</Fact>
      </Facts>
    </Card>
  );
}
