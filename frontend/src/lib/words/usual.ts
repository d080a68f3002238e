import { formatClock, formatRange } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";
import { millis } from "@/lib/words/told";
import { plural } from "@/lib/words/words";
import type { Usual, UsualRange } from "@/types/entities";

/** "38 to 52 min" */
export function rangeWords({ least, most }: Omit<UsualRange, "releases">): string {
  return formatRange(least * 1000, most * 1000);
}

/** What is usual, and from how many; or why that cannot be said. */
export function usualWords({ usual, finished, needed }: Usual): string {
  if (usual) return `Usually ${rangeWords(usual)}, ${plural(usual.releases, "release")}`;
  const few = finished === 0 ? "No finished release" : plural(finished, "finished release");
  return `${few} of this name, ${String(needed)} are needed to say what is usual`;
}

/** "Likely ends 14:52 to 15:00" */
export function likelyEnd({ from, to }: { from: number; to: number }, zone: Zone): string {
  const first = formatClock(from, zone, false);
  const last = formatClock(to, zone, false);
  return first === last ? `Likely ends ${first}` : `Likely ends ${first} to ${last}`;
}

/** When it is likely to end, or "Not before 12:32" once something is slower. */
export function endWords({ ends_after, ends_before }: Usual, zone: Zone): string | null {
  const from = millis(ends_after);
  if (from === null) return null;
  const to = millis(ends_before);
  return to === null
    ? `Not before ${formatClock(from, zone, false)}`
    : likelyEnd({ from, to }, zone);
}
