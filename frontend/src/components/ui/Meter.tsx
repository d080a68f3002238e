import { Flex, chakra } from "@chakra-ui/react";
import { useId } from "react";
import "./Meter.css";

interface MeterProps {
  name: string;
  value: number;
  most: number;
  /** The value in words: "1,488 of 1,500 free". */
  text: string;
  note?: string | undefined;
  /** Exhausted: shown as a warning. */
  isSpent?: boolean | undefined;
  /** Not confirmed: the length stays, in grey. */
  isPast?: boolean | undefined;
}

/** An amount, in numbers and as a bar. */
export function Meter({ name, value, most, text, note, isSpent, isPast }: MeterProps) {
  const nameId = useId();
  const within = Math.min(Math.max(value, 0), most);
  const color = isPast ? "muted" : isSpent ? "status.retrying.text" : "fg";
  return (
    <div className="meter" data-spent={isSpent || undefined} data-past={isPast || undefined}>
      <Flex asChild wrap="wrap" justify="space-between" columnGap="1rem">
        <p>
          <span id={nameId}>{name}</span>
          <chakra.strong className="tabular" color={color} fontWeight={560}>
            {text}
          </chakra.strong>
        </p>
      </Flex>
      <div
        className="meter-bar"
        role="meter"
        aria-labelledby={nameId}
        aria-valuemin={0}
        aria-valuemax={most}
        aria-valuenow={within}
        aria-valuetext={text}
      >
        {within > 0 && <span style={{ width: `${String((within / most) * 100)}%` }} />}
      </div>
      {note !== undefined && (
        <chakra.p textStyle="meta" color="subtle">
          {note}
        </chakra.p>
      )}
    </div>
  );
}
