import { countWord, doneOf, totalOf } from "@/lib/words/status";
import { formatNumber } from "@/lib/words/words";
import type { Counts, Status } from "@/types/entities";
import { WORDS } from "@/types/vocabulary.gen";

/** What ended in another way than done, and is never added to it. */
const BESIDE = ["skipped", "cancelled"] as const satisfies readonly Status[];

/** "30 skipped, 1 failed" of the statuses asked for; those that have none are left out. */
function countText(counts: Counts, statuses: readonly Status[]): string {
  return statuses
    .filter((status) => (counts[status] ?? 0) > 0)
    .map((status) => countWord(counts[status] ?? 0, WORDS[status]))
    .join(", ");
}

/** "30 skipped, 1 cancelled", for beside a figure; nothing where there is neither. */
export function besideText(counts: Counts): string {
  return countText(counts, BESIDE);
}

/** Whether all of it was skipped, or all cancelled: "0 / 30" would say less than "30 skipped". */
function isAllBeside(counts: Counts): boolean {
  const total = totalOf(counts);
  return total > 0 && BESIDE.some((status) => counts[status] === total);
}

/** "11 / 42"; nothing where everything was skipped, since what is beside it says all. */
export function doneFigure(counts: Counts, separator = " / "): string {
  if (isAllBeside(counts)) return "";
  return `${formatNumber(doneOf(counts))}${separator}${formatNumber(totalOf(counts))}`;
}

/** "11 of 42 done, 30 skipped, 1 failed", and "30 skipped" where that is all. */
export function doneText(counts: Counts, noun = ""): string {
  const total = totalOf(counts);
  if (total === 0) return "";
  const beside = countText(counts, [...BESIDE, "failed"]);
  if (isAllBeside(counts)) return beside;
  const what = noun === "" ? "" : ` ${noun}${total === 1 ? "" : "s"}`;
  const done = `${doneFigure(counts, " of ")}${what} done`;
  return beside === "" ? done : `${done}, ${beside}`;
}
