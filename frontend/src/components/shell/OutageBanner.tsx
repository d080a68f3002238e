import { Button } from "@chakra-ui/react";
import { RotateCw, Unplug, WifiOff } from "lucide-react";
import { Banner } from "@/components/ui/Banner";
import type { Outage } from "@/hooks/live";
import { useLiveSubject, usePaused } from "@/hooks/live";
import { useNow } from "@/hooks/useNow";
import { useZone } from "@/hooks/useZone";
import { formatClock, formatDuration } from "@/lib/time";

function titleOf({ kind, code, title }: Outage, span: string): string {
  if (kind === "offline") return "This browser is offline.";
  if (kind === "server") return `Releasewatch unreachable for ${span}.`;
  if (code === "temporal_unreachable") return `Temporal unreachable for ${span}.`;
  if (code === "timed_out") return `No answer from Temporal for ${span}.`;
  return `${title}, for ${span}.`;
}

function Attempt({ outage: { attempt, nextAt } }: { outage: Outage }) {
  const now = useNow();
  const wait = nextAt - now;
  const next = wait > 0 ? `next in ${formatDuration(wait)}` : "trying now";
  return <span className="tabular">{`Attempt ${String(attempt)}, ${next}`}</span>;
}

interface ShownOutageProps {
  outage: Outage;
  readAt: number;
  retry: () => void;
}

function ShownOutage({ outage, readAt, retry }: ShownOutageProps) {
  const now = useNow();
  const zone = useZone();
  const isPaused = usePaused();
  const isOffline = outage.kind === "offline";
  const Icon = isOffline ? WifiOff : Unplug;
  const clock = formatClock(readAt, zone);
  return (
    <Banner
      tone="ink"
      icon={<Icon size="1rem" />}
      title={titleOf(outage, formatDuration(now - readAt))}
      note={isPaused ? "Paused" : <Attempt outage={outage} />}
      action={
        <Button variant="onInk" size="sm" onClick={retry}>
          <RotateCw size="0.8125rem" aria-hidden="true" />
          Retry now
        </Button>
      }
    >
      {isOffline
        ? `The last read, at ${clock}, stays here. Reading goes on when the network is back.`
        : `This is the last read, at ${clock}. Nothing below is confirmed since then.`}
    </Banner>
  );
}

/** Nothing has been confirmed for a while, and what is below says so in grey. */
export function OutageBanner() {
  const subject = useLiveSubject();
  const outage = subject?.outage;
  if (!subject || outage?.readAt === undefined) return null;
  return <ShownOutage outage={outage} readAt={outage.readAt} retry={subject.retry} />;
}
