/** What has changed since a page was last looked at, in this browser, by this user. */
import type { Page } from "@playwright/test";
import { BIG } from "../support/bigTree";
import { comparison } from "../support/comparison";
import { answerRecorded } from "../support/recorded";
import { expectAccessible } from "./axe";
import { expect, test } from "./plain";

const KEY = "releasewatch.seen";

/** As if every page had been left six minutes earlier than it was. */
async function letTimePass(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate((key) => localStorage.getItem(key), KEY)).not.toBeNull();
  await page.evaluate((key) => {
    const kept = localStorage.getItem(key) ?? "";
    const earlier = kept.replaceAll(
      /"at":(\d+)/g,
      (_, at) => `"at":${String(Number(at) - 360_000)}`,
    );
    localStorage.setItem(key, earlier);
  }, KEY);
}

function isSidewaysScrolled(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}

test("a release says what has changed since it was left, and forgets it at sign-out", async ({
  page,
}) => {
  const recorded = await answerRecorded(page, { nodes: 160 });
  await page.route("**/api/auth/logout", (route) => route.fulfill({ status: 204 }));
  const strip = page.getByRole("region", { name: "While you were away" });
  const rows = page.getByRole("treeitem");
  const link = page.getByRole("link", { name: /^Big/ });

  /** Leave it for a while, in which it changes for the nth time. */
  async function beAway(round: number): Promise<void> {
    await page.keyboard.press("g");
    await page.keyboard.press("l");
    await expect(link).toBeVisible();
    await letTimePass(page);
    recorded.tree = { nodes: 160, round, changed: 0.05 };
    await link.click();
  }

  await page.goto(`/releases/${BIG}`);
  await expect(rows.first()).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await expect(link).toBeVisible();
  await link.click();
  await expect(rows.first()).toBeVisible();
  await expect(strip).toHaveCount(0);

  await beAway(1);
  await expect(strip.locator("p")).toHaveText(
    /^Since \d\d:\d\d: .*5 apps done.* marks the 5 rows\.$/,
  );
  await expect(page.getByRole("status").first()).toContainText("Since");
  await expectAccessible(page, "away");

  await expect(
    page.getByRole("treeitem", { name: /, changes below since \d\d:\d\d$/ }),
  ).not.toHaveCount(0);
  await strip.getByRole("button", { name: "Show only these" }).click();
  await expect(
    page.getByRole("treeitem", { name: /^app .*, changed since \d\d:\d\d$/ }),
  ).not.toHaveCount(0);
  await expect(page.getByRole("treeitem", { name: /^app .*(?<!since \d\d:\d\d)$/ })).toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await isSidewaysScrolled(page)).toBe(false);
  await expectAccessible(page, "away, on a phone");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.keyboard.press("Escape");
  await expect(strip.getByRole("button", { name: "Show only these" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(strip).toHaveCount(0);

  // What it was when it was left is still in the memory of this tab.
  await beAway(2);
  await page.route("**/api/compare/trees", (route) => route.fulfill({ json: comparison() }));
  await strip.getByRole("button", { name: "Compare" }).click();
  await expect(page).toHaveURL(/\/compare\?a=release%3Abig-1.0%40.*&b=release%3Abig-1.0$/);
  await expect(page.getByRole("table", { name: "Changes" })).toBeVisible();

  await page.getByRole("button", { name: /Menu$/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await page.evaluate((key) => localStorage.getItem(key), KEY)).toBeNull();
});

test("the list says which releases have changed, also after the tab was hidden", async ({
  page,
}) => {
  const recorded = await answerRecorded(page, { nodes: 160 });
  const strip = page.getByRole("region", { name: "While you were away" });
  const link = page.getByRole("link", { name: /^Big/ });
  const show = (isHidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      const state = hidden ? "hidden" : "visible";
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
  await page.goto("/");
  await expect(link).toBeVisible();
  await show(true);
  await letTimePass(page);
  const [item] = recorded.list.items;
  if (!item?.verdict) throw new Error("no row");
  recorded.list.items = [
    { ...item, verdict: { ...item.verdict, status: "retrying", word: "Stuck" } },
  ];
  await show(false);
  await expect(strip.locator("p")).toHaveText(
    /^Since \d\d:\d\d: Big 1\.0 got stuck\. +marks the 1 row\.$/,
  );
  await expect(link).toHaveAccessibleName(/, changed since \d\d:\d\d$/);
  await expectAccessible(page, "list, away");
  await strip.getByRole("button", { name: "Dismiss" }).click();
  await expect(strip).toHaveCount(0);
  await expect(page.locator("#main")).toBeFocused();
  await expect(link).toHaveAccessibleName(/^Big 1\.0$/);
});
