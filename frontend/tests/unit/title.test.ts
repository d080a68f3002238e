import { expect, it } from "vitest";
import { pastVerdict } from "@/lib/tree/past";
import { pageTitle, titleParts } from "@/lib/words/title";
import { storefront } from "@tests/support/samples";

const { release, verdict } = storefront();

it("carries the verdict and its figure", () => {
  expect(pageTitle(verdict, release)).toBe("Failing, 2 of 240: Storefront 2026.48.2");
  expect(pageTitle({ ...verdict, figure: null }, release)).toBe("Failing: Storefront 2026.48.2");
});

it("does not repeat a version that the name already says", () => {
  const named = { ...release, name: "Storefront 7", version: "7" };
  expect(titleParts(named)).toEqual({ name: "Storefront", version: "7" });
  expect(titleParts({ ...named, name: "7" })).toEqual({ name: "7", version: null });
});

it("keeps what was last known when nothing answers, and is never green then", () => {
  expect(pastVerdict(verdict, "Temporal does not answer.", "12:03:41")).toMatchObject({
    status: "unknown",
    headline: "Temporal does not answer.",
    detail: "Last known at 12:03:41: failing. 2 of 240 apps failed in wave 2.",
  });
});
