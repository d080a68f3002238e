import { Elapsed } from "@/components/Time";
import { StatusBadge } from "@/components/ui/StatusBadge";
import { useAnnouncement } from "@/hooks/announce";
import { parseTime } from "@/lib/words/time";
import type { ShownVerdict } from "@/lib/words/title";
import "./VerdictLine.css";

export function VerdictLine({ verdict, isPast }: { verdict: ShownVerdict; isPast: boolean }) {
  const { status, stuck, word, headline, detail } = verdict;
  const waitingSince = parseTime(verdict.waiting_since);
  useAnnouncement("verdict", `${word}: ${headline}`);
  return (
    <div className="verdict" data-past={isPast || undefined}>
      <StatusBadge
        status={status}
        stuck={stuck}
        word={word}
        size="md"
        muted={isPast && status !== "unknown"}
      />
      <p className="verdict-text">
        <strong>{headline}</strong>{" "}
        <span>
          {waitingSince !== undefined && (
            <>
              Waiting <Elapsed from={waitingSince} />.{" "}
            </>
          )}
          {detail}
        </span>
      </p>
    </div>
  );
}
