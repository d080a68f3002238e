import { Button } from "@chakra-ui/react";
import { RotateCw, Trash2, Unplug, WifiOff } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { Banner } from "@/components/ui/Banner";
import { useAnnouncement } from "@/hooks/announce";
import type { Outage, OutageKind } from "@/hooks/live";
import { useLiveSubject, usePaused } from "@/hooks/live";
import { useNow } from "@/hooks/useNow";
import { useZone } from "@/hooks/useZone";
import { formatClock, formatDuration } from "@/lib/words/time";

const ICONS = {
  temporal: Unplug,
  server: Unplug,
  offline: WifiOff,
  gone: Trash2,
} satisfies Record<OutageKind, LucideIcon>;

const NAMED: ReadonlyMap<string, string> = new Map([
  ["temporal_unreachable", "Temporal unreachable"],
  ["timed_out", "No answer from Temporal"],
]);

function titleOf({ kind, code, title }: Outage): string {
  if (kind === "offline") return "This browser is offline";
  if (kind === "gone") return "This release is gone";
  if (kind === "server") return "Releasewatch unreachable";
  return NAMED.get(code) ?? title;
}

/** While the browser is offline no duration is shown: it is not known since when. */
function hasSpan({ kind }: Outage): boolean {
  return kind === "temporal" || kind === "server";
}

function textOf({ kind }: Outage, clock: string): string {
  if (kind === "offline")
    return `The last read, at ${clock}, stays here. Updates resume when the network is back.`;
  if (kind === "gone")
    return `Temporal no longer knows it: it was deleted, or its history has expired. This is the last read, at ${clock}.`;
  return `This is the last read, at ${clock}. Nothing below is confirmed since then.`;
}

/** "Temporal unreachable for 42 s." */
function Span({ outage }: { outage: Outage }) {
  const now = useNow();
  const isSentence = outage.kind === "temporal" && !NAMED.has(outage.code);
  return (
    <>{`${titleOf(outage)}${isSentence ? "," : ""} for ${formatDuration(now - outage.since)}.`}</>
  );
}

function Attempt({ outage: { kind, attempt, nextAt } }: { outage: Outage }) {
  const now = useNow();
  const wait = nextAt - now;
  const next = wait > 0 ? `next in ${formatDuration(wait)}` : "trying now";
  const what = kind === "gone" ? "Looking again" : `Attempt ${String(attempt)}`;
  return <span className="tabular">{`${what}, ${next}`}</span>;
}

interface ShownOutageProps {
  outage: Outage;
  readAt: number;
  retry: () => void;
}

function ShownOutage({ outage, readAt, retry }: ShownOutageProps) {
  const zone = useZone();
  const isPaused = usePaused();
  const Icon = ICONS[outage.kind];
  const text = textOf(outage, formatClock(readAt, zone));
  useAnnouncement("outage", `${titleOf(outage)}. ${text}`);
  return (
    <Banner
      tone="ink"
      label="Outage"
      icon={<Icon size="1rem" />}
      title={hasSpan(outage) ? <Span outage={outage} /> : `${titleOf(outage)}.`}
      note={isPaused ? "Paused" : <Attempt outage={outage} />}
      action={
        <Button variant="onInk" size="sm" onClick={retry}>
          <RotateCw size="0.8125rem" aria-hidden="true" />
          Retry now
        </Button>
      }
    >
      {text}
    </Banner>
  );
}

/** Says that the page below is not confirmed any more. */
export function OutageBanner() {
  const subject = useLiveSubject();
  const outage = subject?.outage;
  if (!subject || outage?.readAt === undefined) return null;
  return <ShownOutage outage={outage} readAt={outage.readAt} retry={subject.retry} />;
}
