import { chakra } from "@chakra-ui/react";
import { useZone } from "@/hooks/useZone";
import { kindOf } from "@/lib/versions/table";
import type { TableRow } from "@/lib/versions/table";
import { formatClock, formatDay, parseTime } from "@/lib/words/time";
import { formatNumber, plural } from "@/lib/words/words";
import type { VersionsAnswer } from "@/services/releaseService";

const Line = chakra("p", { base: { textStyle: "cell", color: "muted" } });

/** How many apps need attention and differ, in numbers. */
export function Sentence({ rows, isOut }: { rows: readonly TableRow[]; isOut: boolean }) {
  const attention = rows.filter(({ group }) => group === "attention").length;
  const differ = rows.filter(({ cells, mostRun }) =>
    [...cells.values()].some((cell) => kindOf(cell, mostRun) !== "same"),
  ).length;
  const verb = attention === 1 ? "needs" : "need";
  const past = isOut ? "needed" : verb;
  return (
    <Line>
      {attention > 0 && <strong>{`${plural(attention, "app")} ${past} attention. `}</strong>}
      {`${formatNumber(differ)} of ${plural(rows.length, "app")} differ between clusters.`}
    </Line>
  );
}

interface ReadSoFarProps {
  answer: VersionsAnswer;
  /** When it was last read, during an outage. */
  asOf: number | undefined;
}

/** How far back the table goes, and what of it is missing. */
export function ReadSoFar({ answer, asOf }: ReadSoFarProps) {
  const zone = useZone();
  const { read, known } = answer.progress;
  const isAllRead = read === known;
  const backTo = parseTime(isAllRead ? answer.oldest : answer.back_to);
  const gaps = answer.releases.filter((release) => release.read && release.reason).length;
  const facts = [
    asOf === undefined ? "" : `As of ${formatClock(asOf, zone)}`,
    isAllRead
      ? `${plural(known, "release")} read`
      : `${formatNumber(read)} of ${plural(known, "release")} read`,
    backTo === undefined
      ? ""
      : `Back to ${formatDay(backTo, zone)}${isAllRead ? ", the oldest that Temporal keeps" : ""}`,
    gaps === 0 ? "" : `${plural(gaps, "release")} could not be read to the end`,
  ];
  return <Line>{facts.filter((fact) => fact !== "").join(" · ")}</Line>;
}
