import { Elapsed } from "@/components/Time";
import { StatusBadge } from "@/components/ui/StatusBadge";
import { useAnnouncement } from "@/hooks/announce";
import type { Verdict } from "@/lib/tree/verdict";
import "./VerdictLine.css";

export function VerdictLine({ verdict, isPast }: { verdict: Verdict; isPast: boolean }) {
  const { status, stuck, word, bold, plain, waitingSince } = verdict;
  useAnnouncement("verdict", `${word}: ${bold}`);
  return (
    <div className="verdict" data-past={isPast || undefined}>
      <StatusBadge status={status} stuck={stuck} word={word} size="md" />
      <p className="verdict-text">
        <strong>{bold}</strong>{" "}
        <span>
          {waitingSince !== null && (
            <>
              Waiting <Elapsed from={waitingSince} />.{" "}
            </>
          )}
          {plain}
        </span>
      </p>
    </div>
  );
}
