import { StatusIcon } from "@/components/ui/StatusIcon";
import { shownWaves, waitingWaves, waveTime } from "@/lib/compare/rows";
import { formatDuration } from "@/lib/words/time";
import { pluralIs } from "@/lib/words/words";
import type { ComparedWave } from "@/types/entities";
import { SideTag } from "./SideTag";

type Time = ComparedWave["a"];

function percent(seconds: number, most: number): string {
  return `${String(most === 0 ? 0 : (100 * seconds) / most)}%`;
}

/** A bar from 0; what exceeds the other side is darker, and what is open goes on in dots. */
function Bar({ time, beyond, most }: { time: Time; beyond: number | null; most: number }) {
  if (!time) return <span className="compare-bar" />;
  const seconds = time.seconds ?? 0;
  const level = beyond === null ? seconds : Math.min(seconds, beyond);
  return (
    <span
      className="compare-bar"
      data-dots={time.so_far || (time.seconds ?? null) === null || undefined}
    >
      <span className="compare-bar-level" style={{ width: percent(level, most) }} />
      {seconds > level && (
        <span className="compare-bar-more" style={{ width: percent(seconds - level, most) }} />
      )}
    </span>
  );
}

interface WaveRowProps {
  wave: ComparedWave;
  most: number;
  isOut: boolean;
  /** On a phone it stands in the last line. */
  isWaiting: boolean;
}

function WaveRow({ wave, most, isOut, isWaiting }: WaveRowProps) {
  const { label, name, a, b, headline, detail } = wave;
  const shown = b ?? a;
  return (
    <tr data-waiting={isWaiting || undefined}>
      <th scope="row">
        {shown && <StatusIcon status={shown.status} stuck={shown.word === "Stuck"} muted={isOut} />}
        <span className="truncate" translate="no">
          <strong>{label}</strong> {name}
        </span>
      </th>
      <td className="compare-bars" aria-hidden="true">
        <Bar time={a} beyond={null} most={most} />
        <Bar time={b} beyond={wave.differs ? (a?.seconds ?? null) : null} most={most} />
      </td>
      <td className="compare-time">{waveTime(a)}</td>
      <td className="compare-time" data-idle={(b?.seconds ?? null) === null || undefined}>
        {waveTime(b)}
      </td>
      <td className="compare-difference">
        {headline === "" && detail === "" ? (
          <span className="compare-dash">–</span>
        ) : (
          <>
            <strong>{headline}</strong> {detail}
          </>
        )}
      </td>
    </tr>
  );
}

/** What each wave took on both sides, on one scale. */
export function WaveTimes({ waves, isOut }: { waves: readonly ComparedWave[]; isOut: boolean }) {
  const { shown, left } = shownWaves(waves);
  const waiting = waitingWaves(shown);
  const most = Math.max(0, ...waves.flatMap(({ a, b }) => [a?.seconds ?? 0, b?.seconds ?? 0]));
  if (waves.length === 0) return null;
  return (
    <div className="compare-waves card">
      <table>
        <thead>
          <tr>
            <th scope="col">Time per wave</th>
            <th scope="col">{most > 0 && `Same scale, 0 to ${formatDuration(most * 1000)}`}</th>
            <th scope="col">
              <SideTag side="a" />
            </th>
            <th scope="col">
              <SideTag side="b" />
            </th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((wave, at) => (
            <WaveRow
              // Two waves may be called the same.
              // oxlint-disable-next-line react/no-array-index-key
              key={`${wave.label} ${String(at)}`}
              wave={wave}
              most={most}
              isOut={isOut}
              isWaiting={at >= shown.length - (waiting?.count ?? 0)}
            />
          ))}
        </tbody>
      </table>
      {waiting && (
        <p className="compare-left compare-waiting">
          <span translate="no">{waiting.label}</span>: {waiting.detail}
        </p>
      )}
      {left > 0 && (
        <p className="compare-left">{`${pluralIs(left, "wave")} within 10% of each other.`}</p>
      )}
    </div>
  );
}
