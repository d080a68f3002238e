import { chakra } from "@chakra-ui/react";
import { CallsCard } from "./CallsCard";
import { Cards } from "./Card";
import { ConnectionCard } from "./ConnectionCard";
import { AnswerCacheCard } from "./AnswerCacheCard";
import { SharedReadsCard } from "./SharedReadsCard";
import { SignInsCard } from "./SignInsCard";
import { TaskQueuesCard } from "./TaskQueuesCard";
import { Elapsed, Moment } from "@/components/Time";
import { PageTitle, WidePage } from "@/components/ui/WidePage";
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
    <chakra.p
      className="tabular"
      mt={{ base: "0.25rem", _phone: "0.5rem" }}
      mb="1rem"
      textStyle="cell"
      color="muted"
      css={{ "& > strong": { color: "fg", fontWeight: 560 } }}
    >
      Releasewatch <strong>{system.version}</strong>, started{" "}
      <strong>
        <Moment time={startedAt} />
      </strong>{" "}
      {zone === "utc" ? "UTC" : "local time"}, up{" "}
      <strong>
        <Elapsed from={startedAt} to={asOf} />
      </strong>
      . Numbers count since then.
    </chakra.p>
  );
}

interface SystemViewProps {
  system: System;
  /** Time of the last read, set while nothing is confirmed. */
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
    <WidePage className="system">
      <title>{isWell ? "System · Releasewatch" : `${verdict.word} · System`}</title>
      <PageTitle mb={{ base: 0, _phone: "0.375rem" }}>System</PageTitle>
      <VerdictLine verdict={verdict} isPast={isPast} />
      <Facts system={system} asOf={asOf} />
      <Cards isPast={isPast}>
        <ConnectionCard connection={system.connection} isPast={isPast} />
        <TaskQueuesCard queues={system.task_queues} asOf={asOf} />
        <CallsCard system={system} isPast={isPast} />
        <AnswerCacheCard kept={system.kept_answers} isPast={isPast} />
        <SharedReadsCard system={system} />
        <SignInsCard signIns={system.sign_ins} />
      </Cards>
    </WidePage>
  );
}
