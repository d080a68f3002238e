import { Moment } from "@/components/Time";
import { StatusBadge } from "@/components/ui/StatusBadge";
import { connectionSaid } from "@/lib/app/system";
import { parseTime } from "@/lib/words/time";
import { formatNumber } from "@/lib/words/words";
import type { System } from "@/types/entities";
import { Card, Fact } from "./Card";

interface ConnectionCardProps {
  connection: System["connection"];
  isPast: boolean;
}

export function ConnectionCard({ connection, isPast }: ConnectionCardProps) {
  const { status, word, past } = connectionSaid(connection);
  const { circuit_open: isOpen, detail } = connection;
  const lostAt = parseTime(connection.lost_at);
  return (
    <Card
      title="Temporal"
      mark={<StatusBadge status={status} word={isPast ? past : word} muted={isPast} />}
    >
      <dl className="system-facts">
        <Fact name="Address">
          <code>{connection.address}</code>
        </Fact>
        <Fact name="Namespace">
          <code>{connection.namespace}</code>
        </Fact>
        <Fact name="Version">{connection.server_version ?? "Not known"}</Fact>
        <Fact name="Circuit">
          {isOpen ? "Open," : "Closed,"}{" "}
          <span>
            {isOpen ? "calls fail at once, and it is tried all the time" : "calls go through"}
          </span>
        </Fact>
        <Fact name={isOpen ? "Lost since" : "Last lost"}>
          {lostAt === undefined ? "Never since the start" : <Moment time={lostAt} seconds />}
        </Fact>
        <Fact name="Refused">
          {formatNumber(connection.refused)} <span>calls while it was lost</span>
        </Fact>
      </dl>
      {detail && (
        <div className="system-failure" data-past={isPast || undefined}>
          <code>{detail}</code>
          {connection.code && <p>{connection.code}</p>}
        </div>
      )}
    </Card>
  );
}
