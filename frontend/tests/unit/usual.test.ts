import { describe, expect, it } from "vitest";
import { endWords, rangeWords, usualWords } from "@/lib/words/usual";
import { NO_USUAL } from "@tests/support/releases";

const USUAL = { least: 38 * 60, most: 52 * 60, releases: 7 };

describe("what is usual", () => {
  it("is a range that says its unit once", () => {
    expect(rangeWords(USUAL)).toBe("38 to 52 min");
    expect(rangeWords({ ...USUAL, least: 40, most: 90 })).toBe("40 s to 1 min");
    expect(rangeWords({ ...USUAL, most: 3900 })).toBe("38 min to 1 h 5 min");
    expect(rangeWords({ ...USUAL, least: 12, most: 12 })).toBe("12 s");
  });

  it("names how many releases it comes from, or how many there are", () => {
    expect(usualWords({ ...NO_USUAL, usual: USUAL })).toBe("Usually 38 to 52 min, 7 releases");
    expect(usualWords({ ...NO_USUAL, finished: 3 })).toBe(
      "3 finished releases of this name, 5 are needed to say what is usual",
    );
  });

  it("gives the end as a range, and only the earliest once something is slower", () => {
    const ends_after = "2026-11-24T14:52:00Z";
    const ends_before = "2026-11-24T15:00:00Z";
    expect(endWords({ ...NO_USUAL, ends_after, ends_before }, "utc")).toBe(
      "Likely ends 14:52 to 15:00",
    );
    expect(endWords({ ...NO_USUAL, ends_after }, "utc")).toBe("Not before 14:52");
    expect(endWords(NO_USUAL, "utc")).toBeNull();
  });
});
