import { Meter } from "@/components/ui/Meter";
import { waitingCalls } from "@/lib/app/system";
import { formatNumber } from "@/lib/words/words";
import type { Budget, System } from "@/types/entities";
import { Card } from "./Card";

interface BudgetMeterProps {
  name: string;
  budget: Budget;
  isPast: boolean;
}

function BudgetMeter({ name, budget, isPast }: BudgetMeterProps) {
  const waiting = waitingCalls(budget);
  const free = formatNumber(Math.max(0, Math.floor(budget.available)));
  return (
    <Meter
      name={name}
      value={budget.available}
      most={budget.burst}
      text={
        waiting > 0
          ? `${formatNumber(waiting)} waiting`
          : `${free} of ${formatNumber(budget.burst)} left`
      }
      note={`${formatNumber(budget.per_second)} more each second.`}
      isSpent={waiting > 0 && !isPast}
      isPast={isPast}
    />
  );
}

function limitNote(limit: number, most: number): string {
  return limit < most
    ? `${formatNumber(most)} at most; lowered for now, because Temporal reported that it is busy.`
    : "Lowered when Temporal reports that it is busy.";
}

interface CallsCardProps {
  system: System;
  isPast: boolean;
}

export function CallsCard({ system, isPast }: CallsCardProps) {
  const { under_way: underWay, most } = system.concurrency;
  const limit = Math.floor(system.concurrency.limit);
  return (
    <Card title="Temporal call budget">
      <BudgetMeter
        name="Queries, which need workers"
        budget={system.query_budget}
        isPast={isPast}
      />
      <BudgetMeter name="Other calls" budget={system.other_budget} isPast={isPast} />
      <Meter
        name="At once"
        value={underWay}
        most={limit}
        text={`${formatNumber(underWay)} of ${formatNumber(limit)} under way`}
        note={limitNote(limit, most)}
        isPast={isPast}
      />
    </Card>
  );
}
