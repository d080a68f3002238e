import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { noteServerTime, serverNow } from "@/lib/app/clock";
import {
  formatAgo,
  formatChanged,
  formatClock,
  formatDuration,
  formatDurationExact,
  formatEnd,
  formatIso,
  formatMoment,
  parseTime,
} from "@/lib/words/time";

const NOW = Date.parse("2026-11-24T12:04:12Z");
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe("durations", () => {
  it.each([
    [0, "0 s"],
    [42 * SECOND, "42 s"],
    [26 * MINUTE + 59 * SECOND, "26 min"],
    [HOUR, "1 h"],
    [HOUR + 12 * MINUTE, "1 h 12 min"],
    [19 * HOUR + 42 * MINUTE, "19 h 42 min"],
    [50 * HOUR, "2 d 2 h"],
    [-3 * SECOND, "0 s"],
  ])("says %i ms as %s", (span, words) => {
    expect(formatDuration(span)).toBe(words);
  });

  it("keeps the seconds where one fact is told exactly", () => {
    expect(formatDurationExact(6 * MINUTE + 16 * SECOND)).toBe("6 min 16 s");
    expect(formatDurationExact(6 * MINUTE)).toBe("6 min");
    expect(formatDurationExact(2 * HOUR)).toBe("2 h");
    expect(formatAgo(NOW - 3 * SECOND, NOW)).toBe("3 s ago");
  });
});

describe("moments", () => {
  it.each([
    ["2026-11-24T11:38:00Z", "11:38"],
    ["2026-11-23T16:22:00Z", "Mon 16:22"],
    ["2026-11-14T09:31:00Z", "14 Nov 09:31"],
    ["2025-11-14T09:31:00Z", "14 Nov 2025"],
  ])("says %s as %s", (iso, words) => {
    expect(formatMoment(Date.parse(iso), NOW, "utc")).toBe(words);
  });

  it.each([
    ["2026-11-23T13:57:00Z", "13:57"],
    ["2026-11-24T01:12:00Z", "01:12"],
    ["2026-11-22T23:50:00Z", "Sun 23:50"],
  ])("says an end at %s beside a begin on Monday as %s", (iso, words) => {
    const begun = Date.parse("2026-11-23T13:10:00Z");
    expect(formatEnd(Date.parse(iso), begun, NOW, "utc")).toBe(words);
  });

  it.each([
    ["2026-11-24T12:04:11Z", "1 s ago"],
    ["2026-11-24T11:47:00Z", "11:47"],
    ["2026-11-23T18:00:00Z", "18 h ago"],
    ["2026-11-22T18:13:00Z", "Sun 18:13"],
  ])("says a change at %s as %s", (iso, words) => {
    expect(formatChanged(Date.parse(iso), NOW, "utc")).toBe(words);
  });

  it("reads clocks in the zone that was chosen", () => {
    expect(formatClock(NOW, "utc")).toBe("12:04:12");
    expect(formatClock(NOW, "utc", false)).toBe("12:04");
    expect(formatClock(NOW, "local")).toBe("13:04:12");
    expect(formatIso(NOW)).toBe("2026-11-24T12:04:12Z");
  });

  it("takes what is absent or no date as absent", () => {
    expect([parseTime(null), parseTime(undefined), parseTime("soon")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(parseTime("2026-11-24T12:04:12Z")).toBe(NOW);
  });
});

describe("the server's clock", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  });

  afterEach(() => {
    noteServerTime(Date.now());
  });

  it("counts when this computer's clock is off by more than a little", () => {
    noteServerTime(Date.now() + 90 * SECOND);
    // The header has whole seconds, so half a second is the best guess at the rest.
    expect(serverNow() - NOW).toBe(90.5 * SECOND);
    noteServerTime(Date.now() + SECOND);
    expect(serverNow()).toBe(NOW);
  });
});
