import type { SideLetter } from "@/hooks/useCompare";

/** A is outlined, B is ink. */
export function SideTag({ side }: { side: SideLetter }) {
  return (
    <span className="compare-tag" data-side={side}>
      {side.toUpperCase()}
    </span>
  );
}
