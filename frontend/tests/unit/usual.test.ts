import { describe, expect, it } from "vitest";
import { estimateOf } from "@/lib/tree/estimate";
import { buildTree } from "@/lib/tree/tree";
import { endWords, rangeWords, usualWords } from "@/lib/words/usual";
import type { Said } from "@/lib/words/usual";
import { NO_USUAL } from "@tests/support/releases";
import { sample, storefront } from "@tests/support/samples";

const USUAL = { least: 38 * 60, most: 52 * 60, releases: 7 };

function text(words: Said | null): string | null {
  return words && words.before + words.figure + words.after;
}

describe("what is usual", () => {
  it("is a range that says its unit once", () => {
    expect(rangeWords(USUAL)).toBe("38 to 52 min");
    expect(rangeWords({ ...USUAL, least: 40, most: 90 })).toBe("40 s to 1 min");
    expect(rangeWords({ ...USUAL, most: 3900 })).toBe("38 to 65 min");
    expect(rangeWords({ ...USUAL, least: 30, most: 3900 })).toBe("30 s to 1 h 5 min");
    expect(rangeWords({ ...USUAL, most: 7500 })).toBe("38 min to 2 h 5 min");
    expect(rangeWords({ ...USUAL, least: 12, most: 12 })).toBe("12 s");
  });

  it("names how many releases it comes from, or how many there are", () => {
    expect(text(usualWords({ ...NO_USUAL, usual: USUAL }))).toBe(
      "Usually 38 to 52 min, 7 releases",
    );
    expect(text(usualWords({ ...NO_USUAL, finished: 3 }))).toBe(
      "3 finished releases of this name, 5 are needed to say what is usual",
    );
  });

  it("gives the end as a range, and only the earliest once something is slower", () => {
    const ends_after = "2026-11-24T14:52:00Z";
    const ends_before = "2026-11-24T15:00:00Z";
    expect(text(endWords({ ...NO_USUAL, ends_after, ends_before }, 0, "utc"))).toBe(
      "Likely ends 14:52 to 15:00",
    );
    expect(text(endWords({ ...NO_USUAL, ends_after }, 0, "utc"))).toBe("Not before 14:52");
    expect(endWords(NO_USUAL, 0, "utc")).toBeNull();
  });

  it("says how long the waves to come take at least, once the current one is slower", () => {
    const waves = [9, 9, 7, 9, 8].map((least) => ({
      usual: { ...USUAL, least: least * 60 },
      is_slower: false,
    }));
    const usual = { ...NO_USUAL, usual: USUAL, waves, ends_after: "2026-11-24T12:32:00Z" };
    expect(text(estimateOf(buildTree(storefront()), usual, "utc"))).toBe(
      "Not before 12:32, 24 min of waves to come",
    );
  });

  it.each([
    [storefront(), "No estimate while wave 3 is held"],
    [sample("demo: waiting-for-approval").tree, "No estimate until wave 3 is approved"],
    [sample("approval of the whole").tree, "No estimate until it is approved"],
    [sample("paused by Temporal").tree, "No estimate while it is paused"],
    [sample("succeeded").tree, null],
  ])("says why there is no estimate: %#", (tree, words) => {
    const usual = { ...NO_USUAL, usual: USUAL };
    expect(text(estimateOf(buildTree(tree), usual, "utc"))).toBe(words);
    // Of fewer than needed nothing is claimed at all.
    expect(estimateOf(buildTree(tree), NO_USUAL, "utc")).toBeNull();
  });
});
