import { Box, chakra } from "@chakra-ui/react";
import { Moment } from "@/components/Time";
import { StatusBadge } from "@/components/ui/StatusBadge";
import { Fact } from "@/components/ui/Fact";
import { connectionSaid } from "@/lib/app/system";
import { parseTime } from "@/lib/words/time";
import { formatNumber, nounOf } from "@/lib/words/words";
import type { System } from "@/types/entities";
import { Card, Facts } from "./Card";

const FAILED = "color-mix(in srgb, var(--status-failed-tint) 60%, var(--panel))";

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
      <Facts>
        <Fact name="Address">
          <code>{connection.address}</code>
        </Fact>
        <Fact name="Namespace">
          <code>{connection.namespace}</code>
        </Fact>
        <Fact name="Version">{connection.server_version ?? "Not known"}</Fact>
        <Fact name="Circuit">
          {isOpen ? "Open," : "Closed,"}{" "}
          <span>{isOpen ? "calls fail immediately until it is back" : "calls go through"}</span>
        </Fact>
        <Fact name={isOpen ? "Lost since" : "Last lost"}>
          {lostAt === undefined ? "Never since the start" : <Moment time={lostAt} seconds />}
        </Fact>
        <Fact name="Refused">
          {formatNumber(connection.refused)}{" "}
          <span>{nounOf(connection.refused, "call")} while it was lost</span>
        </Fact>
      </Facts>
      {detail && (
        <Box
          px="0.6875rem"
          py="0.5rem"
          borderWidth="1px"
          borderRadius="button"
          borderColor={isPast ? "status.unknown.line" : "status.failed.line"}
          bg={isPast ? "status.unknown.tint" : FAILED}
        >
          <chakra.code whiteSpace="pre-wrap" overflowWrap="anywhere" color="fg">
            {detail}
          </chakra.code>
          {connection.code && (
            <chakra.p mt="0.25rem" fontSize="label">
              {connection.code}
            </chakra.p>
          )}
        </Box>
      )}
    </Card>
  );
}
