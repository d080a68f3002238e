import type { RefObject } from "react";
import { useLayoutEffect, useRef } from "react";
import { useAnnouncement } from "@/hooks/announce";
import type { LiveSubject } from "@/hooks/live";
import { setPaused, useLiveSubject, usePaused } from "@/hooks/live";
import { useNow } from "@/hooks/useNow";
import { useZone } from "@/hooks/useZone";
import type { FreshnessState } from "@/lib/app/poll";
import { freshnessOf } from "@/lib/app/poll";
import { formatAgo, formatClock, formatDuration, parseTime } from "@/lib/words/time";
import { formatNumber } from "@/lib/words/words";
import "./FreshnessPill.css";

const WORDS = {
  reading: "Reading",
  live: "Live",
  stale: "Stale",
  disconnected: "Disconnected",
  gone: "Gone",
  paused: "Paused",
} satisfies Record<FreshnessState, string>;

interface PillTextProps {
  state: FreshnessState;
  readAt: number | undefined;
  progress: LiveSubject["progress"];
  now: number;
}

function Rest({ state, readAt, progress, now }: PillTextProps) {
  const zone = useZone();
  if (state === "reading" && progress) {
    return (
      <>
        {` · ${formatNumber(progress.read)}`}
        <span className="freshness-long">{` of about ${formatNumber(progress.known)}`}</span>
      </>
    );
  }
  if (readAt === undefined) return null;
  if (state === "paused") return <> at {formatClock(readAt, zone)}</>;
  if (state === "disconnected" || state === "gone") {
    return (
      <>
        <span className="freshness-long"> · as of</span>{" "}
        <strong>{formatClock(readAt, zone)}</strong>
      </>
    );
  }
  return (
    <>
      <span className="freshness-long">{` · read ${formatAgo(readAt, now)}`}</span>
      <span className="freshness-short">{` · ${formatDuration(now - readAt)}`}</span>
    </>
  );
}

/**
 * Enlarges the dot for one tick after each read. It uses the renders that the clock causes anyway: an animation would
 * cost more than the read itself.
 */
function usePulse(readAt: number | undefined): RefObject<HTMLSpanElement | null> {
  const dot = useRef<HTMLSpanElement>(null);
  const shown = useRef(readAt);
  useLayoutEffect(() => {
    dot.current?.classList.toggle("freshness-pulse", shown.current !== readAt);
    shown.current = readAt;
  });
  return dot;
}

function Pill({ subject }: { subject: LiveSubject }) {
  const now = useNow();
  const isPaused = usePaused();
  const readAt = parseTime(subject.lastRead()) ?? subject.readAt;
  const dot = usePulse(readAt);
  const { interval, outage, progress } = subject;
  const isPartial = progress !== undefined;
  const state = freshnessOf({
    now,
    readAt,
    interval,
    isPaused,
    isOutage: outage !== undefined,
    isGone: outage?.kind === "gone",
    isPartial,
  });
  // The outage banner announces more.
  useAnnouncement("freshness", outage === undefined ? WORDS[state] : "");
  return (
    <div
      className="freshness"
      translate="no"
      data-state={state}
      role="group"
      aria-label="Freshness"
    >
      <span className="freshness-text">
        <span ref={dot} className="freshness-dot" aria-hidden="true" />
        <span className="tabular">
          {WORDS[state]}
          <Rest state={state} readAt={readAt} progress={progress} now={now} />
        </span>
      </span>
      <button
        type="button"
        className="freshness-button"
        aria-label={isPaused ? "Resume live updates" : "Pause live updates"}
        title={isPaused ? "Resume (p)" : "Pause (p)"}
        onClick={() => setPaused(!isPaused)}
      >
        <svg className="freshness-icon" viewBox="0 0 12 12" aria-hidden="true">
          <path d={isPaused ? "M3 1.5v9l7.5-4.5z" : "M2 1.5h3v9H2zm5 0h3v9H7z"} />
        </svg>
      </button>
    </div>
  );
}

/** The age of what is on screen, by the server's clock, and the button that pauses updates. */
export function FreshnessPill() {
  const subject = useLiveSubject();
  return subject === undefined ? null : <Pill subject={subject} />;
}
