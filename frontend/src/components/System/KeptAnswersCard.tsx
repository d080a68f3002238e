import { Meter } from "@/components/ui/Meter";
import { formatBytes, formatNumber } from "@/lib/words/words";
import type { System } from "@/types/entities";
import { Card, Fact, Facts } from "./Card";

interface KeptAnswersCardProps {
  kept: System["kept_answers"];
  isPast: boolean;
}

export function KeptAnswersCard({ kept, isPast }: KeptAnswersCardProps) {
  return (
    <Card
      title="Kept answers"
      note="Each for as long as its workflow has not moved. Past either limit, those not used for longest go."
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
        <Fact name="Questions saved">{formatNumber(kept.found)}</Fact>
      </Facts>
    </Card>
  );
}
