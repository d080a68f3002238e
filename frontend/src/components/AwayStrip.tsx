import { Button } from "@chakra-ui/react";
import { History, X } from "lucide-react";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { Moment } from "@/components/Time";
import { useAnnouncement } from "@/hooks/announce";
import { openLeft } from "@/hooks/opened";
import type { Left } from "@/hooks/opened";
import type { Away } from "@/hooks/useAway";
import type { News } from "@/hooks/useNews";
import { focusPart } from "@/lib/app/focusPart";
import { newsOf, newsText } from "@/lib/away/clauses";
import type { Marks } from "@/lib/away/marks";
import { formatNumber, plural } from "@/lib/words/words";
import "./AwayStrip.css";

interface StripProps {
  away: Away;
  marks: Marks;
  isOnly: boolean;
  onOnly: (isOnly: boolean) => void;
}

function Strip({ away, marks, isOnly, onOnly }: StripProps) {
  const news = useMemo(() => newsOf(away.changed), [away.changed]);
  // Told once: what changes from now on is told as it changes.
  const [spoken] = useState(`Since ${marks.clock}: ${newsText(news)}.`);
  useAnnouncement("away", spoken);
  function dismiss() {
    away.dismiss();
    // Else it would be lost with the strip.
    focusPart("#main");
  }
  return (
    <section className="away card screen-only" aria-label="While you were away">
      <History className="away-icon" size="0.9375rem" aria-hidden="true" />
      <p className="away-text">
        Since{" "}
        <strong>
          <Moment time={away.since} />
        </strong>
        :{" "}
        {news.clauses.map(({ text, tone, isMilestone }, index) => (
          <span key={text}>
            {index > 0 && ", "}
            <span
              translate="no"
              className="away-clause"
              data-tone={tone ?? undefined}
              data-milestone={isMilestone || undefined}
            >
              {text}
            </span>
          </span>
        ))}
        {news.more > 0 && ` and ${formatNumber(news.more)} more`}.{" "}
        <span className="away-legend">
          <span className="away-dot" aria-hidden="true" /> marks the {plural(marks.rows, "row")}.
        </span>
      </p>
      <span className="away-actions">
        {away.left && <CompareLeft left={away.left} />}
        <Button variant="ghost" size="sm" aria-pressed={isOnly} onClick={() => onOnly(!isOnly)}>
          {isOnly ? "Show all" : "Show only these"}
        </Button>
      </span>
      <Button variant="ghost" size="iconSm" aria-label="Dismiss" onClick={dismiss}>
        <X size="0.9375rem" aria-hidden="true" />
      </Button>
    </section>
  );
}

/** Puts the release as it was left beside what it is now. */
function CompareLeft({ left }: { left: Left }) {
  const navigate = useNavigate();
  function onClick() {
    const sides = new URLSearchParams({ a: openLeft(left), b: left.answer.release.id });
    void navigate(`/compare?${sides.toString()}`);
  }
  return (
    <Button variant="ghost" size="sm" onClick={onClick}>
      Compare
    </Button>
  );
}

/** What has changed since the user last looked: "2 apps failed, eu-west-1a finished". */
export function AwayStrip({ news }: { news: News }) {
  const { away, marks, only, showOnly } = news;
  if (!away || !marks) return null;
  return (
    <Strip key={away.since} away={away} marks={marks} isOnly={only !== null} onOnly={showOnly} />
  );
}
