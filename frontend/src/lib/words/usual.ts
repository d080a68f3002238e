import { formatClock, formatDuration, formatRange } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";
import { millis } from "@/lib/words/told";
import { plural } from "@/lib/words/words";
import type { Usual, UsualRange } from "@/types/entities";

/** "38 to 52 min" */
export function rangeWords({ least, most }: Omit<UsualRange, "releases">): string {
  return formatRange(least * 1000, most * 1000);
}

/** A few words, and the number among them that counts. */
export interface Said {
  readonly before: string;
  readonly figure: string;
  readonly after: string;
}

export function said(before: string, figure = "", after = ""): Said {
  return { before, figure, after };
}

/** What is usual, and from how many; or why that cannot be said. */
export function usualWords({ usual, finished, needed }: Usual): Said {
  if (usual) return said("Usually ", rangeWords(usual), `, ${plural(usual.releases, "release")}`);
  const few = finished === 0 ? "No finished release" : plural(finished, "finished release");
  return said(`${few} of this name, ${String(needed)} are needed to say what is usual`);
}

/** "7 to 10 min, 9 releases" */
export function usualFact(usual: UsualRange): string {
  return `${rangeWords(usual)}, ${plural(usual.releases, "release")}`;
}

/** How the range is worked out, for tooltips. */
export function usualBasis({ releases }: UsualRange): string {
  return `From the 10th to the 90th percentile of the last ${plural(releases, "release")} that succeeded`;
}

/** "14:52 to 15:00" */
function endRange({ from, to }: { from: number; to: number }, zone: Zone): string {
  const first = formatClock(from, zone, false);
  const last = formatClock(to, zone, false);
  return first === last ? first : `${first} to ${last}`;
}

/** "Likely ends 14:52 to 15:00" */
export function likelyEnd(end: { from: number; to: number }, zone: Zone): string {
  return `Likely ends ${endRange(end, zone)}`;
}

/** When it is likely to end, or "Not before 12:32" once something is slower: `toCome` are the waves then, in seconds. */
export function endWords(
  { ends_after, ends_before }: Usual,
  toCome: number,
  zone: Zone,
): Said | null {
  const from = millis(ends_after);
  if (from === null) return null;
  const to = millis(ends_before);
  if (to !== null) return said("Likely ends ", endRange({ from, to }, zone));
  const left = toCome > 0 ? `, ${formatDuration(toCome * 1000)} of waves to come` : "";
  return said("Not before ", formatClock(from, zone, false), left);
}
