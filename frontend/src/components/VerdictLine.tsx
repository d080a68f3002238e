import { useEffect, useState } from "react";
import { Elapsed } from "@/components/Time";
import { StatusBadge } from "@/components/ui/StatusBadge";
import type { Verdict } from "@/lib/verdict";
import "./VerdictLine.css";

/** No oftener: a screen reader would otherwise never come to the end of it. */
const SPOKEN_EVERY = 10_000;

/** The verdict as text that changes at most every ten seconds. */
function useSpoken(text: string): string {
  const [spoken, setSpoken] = useState({ text, at: 0 });
  useEffect(() => {
    if (text === spoken.text) return;
    const wait = Math.max(0, spoken.at + SPOKEN_EVERY - performance.now());
    const timer = setTimeout(() => setSpoken({ text, at: performance.now() }), wait);
    return () => clearTimeout(timer);
  }, [text, spoken]);
  return spoken.text;
}

export function VerdictLine({ verdict, isPast }: { verdict: Verdict; isPast: boolean }) {
  const { status, stuck, word, bold, plain, waitingSince } = verdict;
  const spoken = useSpoken(`${word}: ${bold}`);
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
      <span className="visually-hidden" role="status">
        {spoken}
      </span>
    </div>
  );
}
