import { formatNumber } from "@/lib/words/words";
import type { ReleaseSummary } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";
import "./WavePips.css";

const MOST = 8;

interface WavePipsProps {
  item: ReleaseSummary;
  isAsOf: boolean;
}

/** One pip a wave, the current one taller. Decorative: the text beside them counts. */
export function WavePips({ item, isAsOf }: WavePipsProps) {
  const { waves, wave_reached: reached, current_wave: current } = item;
  if (waves.length === 0) return <span className="wave-none">–</span>;
  const hasBegun = reached > 0;
  return (
    <span className="wave-cell" data-begun={hasBegun || undefined}>
      {waves.length <= MOST && (
        <span className="wave-pips" data-as-of={isAsOf || undefined} aria-hidden="true">
          {waves.map((wave, index) => (
            <span
              key={wave.id}
              className="wave-pip"
              data-status={TERMS[wave.word].status}
              data-current={(index === current && hasBegun) || undefined}
            />
          ))}
        </span>
      )}
      <span className="wave-word">Wave </span>
      <span className="tabular">{`${formatNumber(reached)} of ${formatNumber(waves.length)}`}</span>
    </span>
  );
}
