import type { Locator, Page } from "@playwright/test";
import { BIG } from "../support/bigTree";
import { comparison } from "../support/comparison";
import { answerRecorded } from "../support/recorded";
import { versionsOf } from "../support/versions";
import { expect, test } from "./plain";

/** As Windows draws in high contrast: the browser takes all colours and areas away. */
test.use({ contextOptions: { forcedColors: "active" } });

const PHONE = { width: 390, height: 844 };

/** What an area is filled with, as it is drawn: see-through is the ground. */
function fillOf(drawn: Locator): Promise<string> {
  return drawn.first().evaluate((element) => {
    const { backgroundColor, backgroundImage } = getComputedStyle(element);
    if (backgroundImage !== "none") return backgroundImage;
    const ground = getComputedStyle(document.body).backgroundColor;
    return /^rgba.*, 0\)$/.test(backgroundColor) ? ground : backgroundColor;
  });
}

/** From the ground, too. */
async function expectToldApart(page: Page, drawn: readonly string[]): Promise<void> {
  const all = ["body", ...drawn];
  const fills = await Promise.all(all.map((each) => fillOf(page.locator(each))));
  expect(new Set(fills).size, `${all.join(" ")}: ${fills.join(" ")}`).toBe(all.length);
}

async function expectChosen(chosen: Locator): Promise<void> {
  await expect(chosen).toHaveCSS("outline-style", "solid");
}

test("bars and what is chosen are told apart in a release, its timeline and the list", async ({
  page,
}) => {
  await answerRecorded(page, { nodes: 160 });
  await page.goto(`/releases/${BIG}`);
  await expect(page.getByRole("tree")).toBeVisible();
  await expectToldApart(page, [
    ".progress-segment[data-status=succeeded]",
    ".progress-segment[data-status=running]",
  ]);
  await expectChosen(page.getByRole("button", { name: /^All/, pressed: true }));
  await page.getByRole("button", { name: "Timeline" }).click();
  await expectChosen(page.getByRole("button", { name: "Timeline", pressed: true }));
  await expect(page.locator(".timeline-grid").first()).toHaveCSS("border-left-style", "dotted");
  await expect(page.locator(".timeline-line[data-kind=now]")).toHaveCSS(
    "border-left-style",
    "solid",
  );
  await page.goto("/");
  await expectChosen(page.getByRole("link", { name: "Releases", exact: true }).first());
});

test("cells of versions are told apart, in columns and on a phone", async ({ page }) => {
  await answerRecorded(page, { nodes: 160 });
  await page.route("**/api/versions", (route) => route.fulfill({ json: versionsOf(60, 60) }));
  await page.goto("/versions");
  await expect(page.getByRole("grid")).toBeVisible();
  await expectToldApart(page, [
    ".version-block[data-rank=second]",
    ".version-block[data-rank=more]",
    ".version-cell:not([data-kind=absent])",
  ]);
  await page.setViewportSize(PHONE);
  await expectToldApart(page, [".version-strip [data-kind=same]"]);
});

test("the bars of a comparison are seen", async ({ page }) => {
  await answerRecorded(page, { nodes: 100 });
  await page.route(/\/api\/compare\?/, (route) => route.fulfill({ json: comparison() }));
  await page.goto("/compare?a=release:storefront-2026.47.3&b=release:storefront-2026.48.2");
  await expect(page.locator(".compare-row").first()).toBeVisible();
  await expectToldApart(page, [".compare-bar-level"]);
});
