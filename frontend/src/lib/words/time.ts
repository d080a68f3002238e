export type Zone = "local" | "utc";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Field = "weekday" | "day" | "month" | "year" | "hour" | "minute" | "second";

const formatters = new Map<Zone, Intl.DateTimeFormat>();

function formatter(zone: Zone): Intl.DateTimeFormat {
  let found = formatters.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-GB", {
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      ...(zone === "utc" ? { timeZone: "UTC" } : {}),
    });
    formatters.set(zone, found);
  }
  return found;
}

function fields(time: number, zone: Zone): Record<Field, string> {
  const found = { weekday: "", day: "", month: "", year: "", hour: "", minute: "", second: "" };
  for (const { type, value } of formatter(zone).formatToParts(time)) {
    if (type in found) Object.assign(found, { [type]: value });
  }
  return found;
}

/** Milliseconds since the epoch; undefined if absent or invalid. */
export function parseTime(iso: string | null | undefined): number | undefined {
  if (!iso) return undefined;
  const time = Date.parse(iso);
  return Number.isNaN(time) ? undefined : time;
}

/** Counts with their units, the biggest first: two from an hour on. */
function durationParts(milliseconds: number): readonly (readonly [number, string])[] {
  const span = Math.max(0, milliseconds);
  if (span < MINUTE) return [[Math.floor(span / SECOND), "s"]];
  if (span < HOUR) return [[Math.floor(span / MINUTE), "min"]];
  const [unit, name, part, rest] =
    span < 2 * DAY ? ([HOUR, "h", MINUTE, "min"] as const) : ([DAY, "d", HOUR, "h"] as const);
  const left = Math.floor((span % unit) / part);
  const whole = [Math.floor(span / unit), name] as const;
  return left === 0 ? [whole] : [whole, [left, rest]];
}

/** "42 s", "26 min", "1 h 12 min", "3 d 4 h". Clocks differ, so a negative duration is shown as 0 s. */
export function formatDuration(milliseconds: number): string {
  return durationParts(milliseconds)
    .map((part) => part.join(" "))
    .join(" ");
}

/** "38 to 52 min", "50 to 75 min": the unit stands once where both have the same, or may. */
export function formatRange(least: number, most: number): string {
  const [from, to] = [formatDuration(least), formatDuration(most)];
  if (from === to) return to;
  if (least >= MINUTE && least < HOUR && most >= HOUR && most < 2 * HOUR) {
    return `${String(Math.floor(least / MINUTE))} to ${String(Math.floor(most / MINUTE))} min`;
  }
  const [first, second] = [durationParts(least), durationParts(most)];
  const isSameUnit = first.length === 1 && second.length === 1 && first[0]?.[1] === second[0]?.[1];
  return `${isSameUnit ? String(first[0]?.[0]) : from} to ${to}`;
}

/** A duration that keeps the seconds under an hour: "6 min 16 s". For single facts, not for columns. */
export function formatDurationExact(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  const seconds = Math.floor((span % MINUTE) / SECOND);
  if (span < MINUTE || span >= HOUR || seconds === 0) return formatDuration(span);
  return `${formatDuration(span)} ${String(seconds)} s`;
}

/** "1 s ago". */
export function formatAgo(time: number, now: number): string {
  return `${formatDuration(now - time)} ago`;
}

/** "12:03:41", or "12:03" without seconds. */
export function formatClock(time: number, zone: Zone, seconds = true): string {
  const { hour, minute, second } = fields(time, zone);
  return seconds ? `${hour}:${minute}:${second}` : `${hour}:${minute}`;
}

function sameDay(a: Record<Field, string>, b: Record<Field, string>): boolean {
  return a.day === b.day && a.month === b.month && a.year === b.year;
}

/** "11:38" today, "Mon 16:22" within the week, "14 Nov 16:22" before that. */
export function formatMoment(time: number, now: number, zone: Zone, seconds = false): string {
  const then = fields(time, zone);
  const today = fields(now, zone);
  const clock = formatClock(time, zone, seconds);
  if (sameDay(then, today)) return clock;
  if (Math.abs(now - time) < 6 * DAY) return `${then.weekday} ${clock}`;
  if (then.year === today.year) return `${then.day} ${then.month} ${clock}`;
  return `${then.day} ${then.month} ${then.year}`;
}

/** An end beside its begin: its day is said where that is another one. */
export function formatEnd(
  time: number,
  begun: number | undefined,
  now: number,
  zone: Zone,
): string {
  const isSameDay = begun !== undefined && sameDay(fields(begun, zone), fields(time, zone));
  return isSameDay ? formatClock(time, zone, false) : formatMoment(time, now, zone);
}

/** "Today", "Wed 18 Nov", "Wed 18 Nov 2025". */
export function formatNearDay(time: number, now: number, zone: Zone): string {
  const then = fields(time, zone);
  const today = fields(now, zone);
  if (sameDay(then, today)) return "Today";
  const day = `${then.weekday} ${then.day} ${then.month}`;
  return then.year === today.year ? day : `${day} ${then.year}`;
}

/** "Tue 24 Nov 2026", in the time zone of the page. */
export function formatDay(time: number, zone: Zone): string {
  const { weekday, day, month, year } = fields(time, zone);
  return `${weekday} ${day} ${month} ${year}`;
}

/** "Tue 24 Nov 2026 12:03:41 UTC": for prints, in the time zone of the page. */
export function formatDate(time: number, zone: Zone): string {
  const where = zone === "utc" ? "UTC" : "local time";
  return `${formatDay(time, zone)} ${formatClock(time, zone)} ${where}`;
}

/**
 * For "Changed" columns: seconds if recent, a clock time today, hours yesterday. Of what was read at `asOf`, and not
 * since, always a moment: nobody knows what has changed since.
 */
export function formatChanged(time: number, now: number, zone: Zone, asOf?: number): string {
  if (asOf !== undefined) return formatMoment(time, asOf, zone, asOf - time < MINUTE);
  const age = now - time;
  if (age < MINUTE) return formatAgo(time, now);
  if (sameDay(fields(time, zone), fields(now, zone))) return formatClock(time, zone, false);
  if (age < 36 * HOUR) return `${String(Math.max(1, Math.floor(age / HOUR)))} h ago`;
  return formatMoment(time, now, zone);
}

/** The exact moment, for titles: "2026-11-24T12:03:41Z". */
export function formatIso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, "Z");
}
