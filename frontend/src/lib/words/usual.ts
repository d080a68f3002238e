import { formatClock, formatDuration } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";
import { millis } from "@/lib/words/told";
import { plural } from "@/lib/words/words";
import type { Normal, Usual } from "@/types/entities";

/** "38 to 52 min": the unit stands once where both have the same. */
export function rangeWords({ least, most }: Omit<Usual, "releases">): string {
  const from = formatDuration(least * 1000);
  const to = formatDuration(most * 1000);
  if (from === to) return to;
  const [number = "", unit, ...rest] = from.split(" ");
  return rest.length === 0 && to.split(" ").length === 2 && to.endsWith(` ${unit ?? ""}`)
    ? `${number} to ${to}`
    : `${from} to ${to}`;
}

/** What is usual, and from how many; or why that cannot be said. */
export function usualWords({ usual, finished, needed }: Normal): string {
  if (usual) return `Usually ${rangeWords(usual)}, ${plural(usual.releases, "release")}`;
  const few = finished === 0 ? "No finished release" : plural(finished, "finished release");
  return `${few} of this name, ${String(needed)} are needed to say what is usual`;
}

/** "Likely ends 14:52 to 15:00", or "Not before 12:32" once something is slower. */
export function endWords({ ends_after, ends_before }: Normal, zone: Zone): string | null {
  const after = millis(ends_after);
  if (after === null) return null;
  const first = formatClock(after, zone, false);
  const before = millis(ends_before);
  if (before === null) return `Not before ${first}`;
  const last = formatClock(before, zone, false);
  return first === last ? `Likely ends ${first}` : `Likely ends ${first} to ${last}`;
}
