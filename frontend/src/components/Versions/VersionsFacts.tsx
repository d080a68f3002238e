import { chakra } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { useZone } from "@/hooks/useZone";
import { isEarly } from "@/lib/versions/early";
import { kindOf } from "@/lib/versions/table";
import type { TableRow } from "@/lib/versions/table";
import { troublesIn } from "@/lib/versions/words";
import { formatClock, formatDay, parseTime } from "@/lib/words/time";
import { formatNumber, nounOf, plural } from "@/lib/words/words";
import type { VersionsAnswer } from "@/services/releaseService";
import type { Progress } from "@/types/entities";
import "./VersionsPage.css";

const Line = chakra("p", { base: { textStyle: "cell", color: "muted" } });

function Strong({ children }: { children: ReactNode }) {
  return (
    <chakra.strong className="tabular" color="fg" fontWeight={560}>
      {children}
    </chakra.strong>
  );
}

interface SentenceProps {
  rows: readonly TableRow[];
  isOut: boolean;
  progress: Progress;
}

function differText(rows: readonly TableRow[], progress: Progress): string {
  if (isEarly(progress)) return "What differs is told when more is read.";
  const differ = rows.filter(({ cells, mostRun }) =>
    [...cells.values()].some((cell) => kindOf(cell, mostRun) !== "same"),
  ).length;
  const verb = differ === 1 || rows.length === 1 ? "differs" : "differ";
  return `${formatNumber(differ)} of ${plural(rows.length, "app")} ${verb} between clusters.`;
}

/** "3 failed, 1 stuck. 26 of 61 apps differ between clusters." */
export function Sentence({ rows, isOut, progress }: SentenceProps) {
  const troubles = troublesIn(rows);
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
      {troubles.length > 0 && (isEarly(progress) ? " so far. " : ". ")}
      {differText(rows, progress)}
    </Line>
  );
}

/** Decorative: the numbers beside it say the same. */
function ReadBar({ read, known, isOut }: Progress & { isOut: boolean }) {
  return (
    <span
      className="versions-bar screen-only"
      data-status={isOut ? "unknown" : "running"}
      aria-hidden="true"
    >
      <span style={{ width: `${String((100 * read) / known)}%` }} />
    </span>
  );
}

interface ReadSoFarProps {
  answer: VersionsAnswer;
  /** When it was last read, during an outage. */
  asOf: number | undefined;
}

function Reached({ answer: { progress, oldest, back_to: backTo } }: { answer: VersionsAnswer }) {
  const zone = useZone();
  const isAllRead = progress.read === progress.known;
  const day = parseTime(isAllRead ? oldest : backTo);
  if (day === undefined) return null;
  return (
    <span>
      {isEarly(progress) ? "Newest first, back to " : "Back to "}
      <Strong>{formatDay(day, zone)}</Strong>
      {isAllRead && ", the oldest that Temporal keeps"}
    </span>
  );
}

/** How far back the table goes, and what of it is missing. */
export function ReadSoFar({ answer, asOf }: ReadSoFarProps) {
  const zone = useZone();
  const { progress, apps, clusters, releases } = answer;
  const { read, known } = progress;
  const isAllRead = read === known;
  const gaps = releases.filter((release) => release.read && release.reason).length;
  const blank = apps.reduce((sum, { cells }) => sum + clusters.length - cells.length, 0);
  return (
    <Line className="versions-facts">
      {!isAllRead && <ReadBar {...progress} isOut={asOf !== undefined} />}
      {asOf !== undefined && <span>{`As of ${formatClock(asOf, zone)}`}</span>}
      <span>
        <Strong>{formatNumber(read)}</Strong>
        {isAllRead ? ` ${nounOf(known, "release")} read` : ` of ${plural(known, "release")} read`}
      </span>
      <Reached answer={answer} />
      {!isAllRead && blank > 0 && (
        <span>
          <Strong>{formatNumber(blank)}</Strong>
          {` ${nounOf(blank, "cell")} not known yet`}
        </span>
      )}
      {gaps > 0 && <span>{`${plural(gaps, "release")} could not be read to the end`}</span>}
    </Line>
  );
}
