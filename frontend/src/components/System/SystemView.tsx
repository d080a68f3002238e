import { CallsCard } from "./CallsCard";
import { ConnectionCard } from "./ConnectionCard";
import { KeptAnswersCard } from "./KeptAnswersCard";
import { SharedReadsCard } from "./SharedReadsCard";
import { SignInsCard } from "./SignInsCard";
import { TaskQueuesCard } from "./TaskQueuesCard";
import { Elapsed, Moment } from "@/components/Time";
import { VerdictLine } from "@/components/VerdictLine";
import { useFavicon } from "@/hooks/useFavicon";
import { useZone } from "@/hooks/useZone";
import { pastSystemVerdict, systemVerdict } from "@/lib/app/system";
import { parseTime } from "@/lib/words/time";
import type { System } from "@/types/entities";

function Facts({ system, asOf }: { system: System; asOf: number | undefined }) {
  const zone = useZone();
  const startedAt = parseTime(system.started_at);
  return (
    <p className="system-since">
      Releasewatch <strong>{system.version}</strong>, started{" "}
      <strong>
        <Moment time={startedAt} />
      </strong>{" "}
      {zone === "utc" ? "UTC" : "local time"}, up{" "}
      <strong>
        <Elapsed from={startedAt} to={asOf} />
      </strong>
      . Numbers count since then.
    </p>
  );
}

interface SystemViewProps {
  system: System;
  /** Set while nothing is confirmed: when it was last. */
  asOf: number | undefined;
}

export function SystemView({ system, asOf }: SystemViewProps) {
  const zone = useZone();
  const isPast = asOf !== undefined;
  const last = systemVerdict(system);
  const verdict = isPast ? pastSystemVerdict(last, asOf, zone) : last;
  const isWell = verdict.status === "succeeded";
  useFavicon(verdict.status);
  return (
    <div className="system">
      <title>{isWell ? "System · Releasewatch" : `${verdict.word} · System`}</title>
      <h1>System</h1>
      <VerdictLine verdict={verdict} isPast={isPast} />
      <Facts system={system} asOf={asOf} />
      <div className="system-cards" data-past={isPast || undefined}>
        <ConnectionCard connection={system.connection} isPast={isPast} />
        <TaskQueuesCard queues={system.task_queues} asOf={asOf} />
        <CallsCard system={system} isPast={isPast} />
        <KeptAnswersCard kept={system.kept_answers} isPast={isPast} />
        <SharedReadsCard system={system} />
        <SignInsCard signIns={system.sign_ins} />
      </div>
    </div>
  );
}
