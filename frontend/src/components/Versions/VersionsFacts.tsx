import { chakra } from "@chakra-ui/react";
import { useZone } from "@/hooks/useZone";
import { kindOf } from "@/lib/versions/table";
import type { TableRow } from "@/lib/versions/table";
import { troublesIn } from "@/lib/versions/words";
import { formatClock, formatDay, parseTime } from "@/lib/words/time";
import { formatNumber, plural } from "@/lib/words/words";
import type { VersionsAnswer } from "@/services/releaseService";

const Line = chakra("p", { base: { textStyle: "cell", color: "muted" } });

/** "3 failed, 1 stuck. 26 of 61 apps differ between clusters." */
export function Sentence({ rows, isOut }: { rows: readonly TableRow[]; isOut: boolean }) {
  const troubles = troublesIn(rows);
  const differ = rows.filter(({ cells, mostRun }) =>
    [...cells.values()].some((cell) => kindOf(cell, mostRun) !== "same"),
  ).length;
  return (
    // On a phone below the heading and what stands beside that.
    <Line order={{ base: 0, _phone: 3 }} flexBasis={{ base: "auto", _phone: "100%" }}>
      {isOut && troubles.length > 0 && "Last known: "}
      {troubles.map(({ text, status }, index) => (
        <span key={text}>
          {index > 0 && ", "}
          <chakra.strong
            fontWeight={560}
            color={isOut || !status ? undefined : `status.${status}.text`}
          >
            {text}
          </chakra.strong>
        </span>
      ))}
      {troubles.length > 0 && ". "}
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
