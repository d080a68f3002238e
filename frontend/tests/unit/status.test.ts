import { expect, it } from "vitest";
import { countWord, doneOf, isStatus, termOf, totalOf } from "@/lib/words/status";
import { attemptText } from "@/lib/words/told";

it("asks for a person when retrying only once it is stuck", () => {
  expect(termOf("retrying").attention).toBe(false);
  expect(termOf("retrying", true)).toMatchObject({ word: "Stuck", attention: true });
  expect(termOf("failed", true).word).toBe("Failed");
});

it("knows its own words from others", () => {
  expect([isStatus("succeeded"), isStatus("exploded")]).toEqual([true, false]);
});

it("counts in singular and plural", () => {
  expect(countWord(1, "Needs approval")).toBe("1 needs approval");
  expect(countWord(1200, "Needs approval")).toBe("1,200 need approval");
  expect(countWord(2, "Failing")).toBe("2 failing");
});

it("counts only what succeeded as done", () => {
  const counts = { succeeded: 5, skipped: 2, failed: 1 };
  expect([doneOf(counts), totalOf(counts)]).toEqual([5, 8]);
});

it("says which attempt it is, of how many", () => {
  expect(attemptText({ attempt: 3, maximum_attempts: 5 })).toBe("3 of 5");
  expect(attemptText({ attempt: 7 })).toBe("7, no limit");
  expect(attemptText({ attempt: 1, maximum_attempts: 1 })).toBe("1, not retried");
  expect(attemptText({})).toBeNull();
});
