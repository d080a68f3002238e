import type { WavePosition } from "@/lib/list/releaseRow";
import "./WavePips.css";

const MOST = 8;

interface WavePipsProps {
  position: WavePosition | undefined;
  isAsOf: boolean;
  /** The release waits for a person. */
  isHeld: boolean;
}

/** One pip a wave, the current one taller. Decorative: the text beside them counts. */
export function WavePips({ position, isAsOf, isHeld }: WavePipsProps) {
  if (!position) return <span className="wave-none">–</span>;
  const { waves, current, text, hasBegun } = position;
  // A wave that a person holds back has not started, but it is what the release waits at.
  const held = isHeld ? current : undefined;
  return (
    <span className="wave-cell" data-begun={hasBegun || undefined}>
      {waves.length <= MOST && (
        <span className="wave-pips" data-as-of={isAsOf || undefined} aria-hidden="true">
          {waves.map((wave, index) => (
            <span
              key={wave.id}
              className="wave-pip"
              data-status={index === held && wave.health === "pending" ? "waiting" : wave.health}
              data-current={(index === current && hasBegun) || undefined}
            />
          ))}
        </span>
      )}
      <span className="wave-word">Wave </span>
      <span className="tabular">{text}</span>
    </span>
  );
}
