import type { Page } from "@playwright/test";
import type { Comparison } from "@/types/entities";
import { BIG } from "../support/bigTree";
import { comparison, identical, longComparison } from "../support/comparison";
import { answerRecorded } from "../support/recorded";
import { releasePage } from "../support/releases";
import { storefront } from "../support/samples";
import { expectAccessible } from "./axe";
import { expect, test } from "./plain";

const A = "release:storefront-2026.47.3";
const B = "release:storefront-2026.48.2";
const BOTH = `/compare?a=${A}&b=${B}`;

/** Answers for what is compared; `problem` instead of it. */
async function answer(page: Page, told: Comparison, problem?: { status: number; code: string }) {
  const recorded = await answerRecorded(page, { nodes: 100 });
  await page.route(/\/api\/compare(?:\?|\/trees)/, (route) => {
    const headers = { date: new Date().toUTCString() };
    if (problem) {
      return route.fulfill({
        status: problem.status,
        contentType: "application/problem+json",
        body: JSON.stringify({ ...problem, title: "", detail: `No ${A}.`, request_id: "0" }),
      });
    }
    const swapped = route
      .request()
      .url()
      .includes(`a=${encodeURIComponent(B)}`);
    const [a, b] = swapped ? [told.b, told.a] : [told.a, told.b];
    return recorded.isDown
      ? route.fulfill({ status: 503, body: "{}", contentType: "application/problem+json" })
      : route.fulfill({ json: { ...told, a, b, read_at: new Date().toISOString() }, headers });
  });
  return recorded;
}

const sentence = (page: Page) => page.locator(".compare-sentence");
const rows = (page: Page) => page.locator(".compare-row");

test("long names leave the two sides their room", async ({ page }) => {
  const told = comparison();
  told.a.name = "A storefront with all of its services ".repeat(6);
  told.b.version = "f".repeat(200);
  await answer(page, told);
  for (const width of [1440, 768, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(BOTH);
    await expect(sentence(page)).toBeVisible();
    for (const side of ["A", "B"]) {
      const half = await page.getByRole("region", { name: new RegExp(`^${side}: `) }).boundingBox();
      const badge = await page
        .getByRole("region", { name: new RegExp(`^${side}: `) })
        .locator(".compare-badge")
        .boundingBox();
      if (!half || !badge) throw new Error("not on the page");
      expect(badge.x + badge.width).toBeLessThanOrEqual(half.x + half.width);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      width,
    );
  }
});

test("the names of apps have room at every width that has columns", async ({ page }) => {
  await answer(page, comparison());
  for (const width of [768, 1024, 1100, 1200, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(BOTH);
    const app = await page.locator(".compare-app").first().boundingBox();
    expect(app?.width, `at ${String(width)} px`).toBeGreaterThan(110);
  }
});

test("on a phone the versions can be read, and nothing scrolls sideways", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await answer(page, comparison());
  await page.goto(BOTH);
  const cut = (selector: string) =>
    page
      .locator(selector)
      .evaluateAll((all) => all.filter((each) => each.scrollWidth > each.clientWidth).length);
  await expect(page.locator(".compare-half-head .truncate")).toHaveCount(2);
  expect(await cut(".compare-half-head .truncate")).toBe(0);
  await page.goto(`/compare?a=${A}`);
  await expect(page.locator(".compare-choice").first()).toBeVisible();
  expect(await cut(".compare-chooser ul")).toBe(0);
});

test("what differs, by the keyboard and in the address", async ({ page }) => {
  await answer(page, comparison());
  await page.goto(BOTH);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Storefront 2026.47.3 with 2026.48.2",
  );
  await expect(sentence(page)).toContainText("3 apps are worse, 3 are slower.");
  await expectAccessible(page, "wide");
  await page.keyboard.press("n");
  await expect(page.locator(".compare-row[data-active]")).toContainText("checkout");
  const panel = page.getByRole("complementary", { name: "Details of checkout" });
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("heading", { level: 2 })).toBeFocused();
  await expect(panel.getByRole("region", { name: "A" })).toContainText("Succeeded");
  await expect(panel.getByRole("region", { name: "B" })).toContainText("Failed");
  await expectAccessible(page, "both sides of an app");
  await page.keyboard.press("n");
  await expect(page.getByRole("complementary")).toHaveAccessibleName("Details of ledger-api");
  await page.keyboard.press("N");
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(page.getByRole("button", { name: "checkout" })).toBeFocused();
  await page.keyboard.press("2");
  await expect(page).toHaveURL(/\/releases\/release:storefront-2026\.48\.2\?node=.*checkout/);
  await page.goBack();
  await page.getByRole("button", { name: "Slower 3" }).click();
  await expect(page).toHaveURL(/change=slower/);
  await expect(rows(page)).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(rows(page).first()).toContainText("Worse");
  await page.keyboard.press("x");
  await expect(page).toHaveURL(new RegExp(`a=${encodeURIComponent(B)}`));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Storefront 2026.48.2 with 2026.47.3",
  );
});

test("the keys for rows go through the changes, as the dialog of keys says", async ({ page }) => {
  await answer(page, comparison());
  await page.goto(BOTH);
  const names = page.locator(".compare-open");
  await expect(names.nth(1)).toBeVisible();
  for (const [key, row] of [
    ["j", 0],
    ["ArrowDown", 1],
    ["k", 0],
    ["j", 1],
    ["ArrowUp", 0],
  ] as const) {
    await page.keyboard.press(key);
    await expect(names.nth(row)).toBeFocused();
  }
});

test("a long fold opens in place, and only what is in view exists", async ({ page }) => {
  await answer(page, longComparison(10_000));
  await page.goto(BOTH);
  const before = await rows(page).count();
  await page.getByRole("button", { name: /apps are the same|are the same/ }).click();
  await expect(page.getByRole("cell", { name: /app-0 / })).toBeVisible();
  expect(await rows(page).count()).toBeLessThan(before + 100);
  // On the way there rows are measured, which may end a browser's own scrolling.
  await expect(async () => {
    await page.keyboard.press("End");
    await expect(page.getByText("app-9999")).toBeVisible({ timeout: 2000 });
  }).toPass();
  expect(await rows(page).count()).toBeLessThan(100);
});

test("on a phone its parts stand one below the other", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await answer(page, comparison());
  await page.goto(BOTH);
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByText("Waves 4 and 5: 24 to 25 min, not started")).toBeVisible();
  await expect(page.getByRole("rowheader", { name: "Wave 4" })).toHaveCount(0);
  const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
  expect(scrollWidth).toBe(clientWidth);
  await expectAccessible(page, "phone");
  await rows(page).first().click();
  await expect(page.getByRole("complementary", { name: "Details of checkout" })).toBeVisible();
  await expectAccessible(page, "phone, both sides of an app");
});

test("an outage keeps the last comparison, and says so", async ({ page }) => {
  const recorded = await answer(page, comparison());
  await page.goto(BOTH);
  await expect(rows(page).first()).toBeVisible();
  recorded.isDown = true;
  await expect(page.getByRole("region", { name: "Outage" })).toBeVisible();
  await expect(page.getByText(/^As of \d/)).toBeVisible();
  await expect(page.locator(".compare-word[data-status]")).toHaveCount(0);
});

test("identical, one gone, and one still to be chosen", async ({ page }) => {
  await answer(page, identical());
  await page.goto(BOTH);
  await expect(sentence(page)).toContainText("Nothing differs.");
  await page.unroute(/\/api\/compare(?:\?|\/trees)/);
  await answer(page, comparison(), { status: 404, code: "release_not_found" });
  await page.goto(BOTH);
  await expect(page.getByRole("heading", { name: /Temporal no longer has one/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Open its exported tree" })).toBeVisible();
  await page.goto(`/compare?b=${B}`);
  await expect(page.getByRole("dialog", { name: "Choose A" })).toBeVisible();
  await expectAccessible(page, "chooser");
  await expect(page.getByRole("button", { name: /Big/ })).toBeVisible();
  // Enter in the search takes the first.
  await page.getByRole("searchbox").press("Enter");
  await expect(page).toHaveURL(/\?a=release.*&b=/);
});

test("swapped or chosen sides begin at the top of the page, for the keyboard too", async ({
  page,
}) => {
  await answer(page, comparison());
  await page.goto(BOTH);
  await page.getByRole("button", { name: "Swap A and B" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`a=${encodeURIComponent(B)}`));
  await expect(page.getByRole("main")).toBeFocused();
  await page.goto(`/compare?a=${A}`);
  await page.locator(".compare-choice").first().click();
  await expect(page).toHaveURL(/&b=/);
  await expect(page.getByRole("main")).toBeFocused();
});

test("what can be chosen says how it is doing, and in an outage is not green", async ({ page }) => {
  const recorded = await answer(page, comparison());
  await page.goto(`/compare?a=${A}`);
  const choices = page.getByRole("dialog").getByRole("list").first();
  await expect(choices.getByRole("button", { name: /Failing/ })).toBeVisible();
  recorded.isDown = true;
  const icon = choices.locator(".status-icon").first();
  await icon.evaluate((svg) => svg.style.setProperty("background", "var(--status-unknown-icon)"));
  await expect
    .poll(() =>
      icon.evaluate((svg) => getComputedStyle(svg).color === getComputedStyle(svg).backgroundColor),
    )
    .toBe(true);
});

test("of many releases the list scrolls, and the dialog does not", async ({ page }) => {
  await answer(page, comparison());
  const [item] = releasePage().items;
  if (!item) throw new Error("no such release");
  const items = Array.from({ length: 20 }, (_, index) => ({
    ...item,
    id: `release:${String(index)}`,
  }));
  await page.route(/\/api\/releases\?/, (route) =>
    route.fulfill({ json: { ...releasePage(), items, total: 20 } }),
  );
  await page.goto(`/compare?a=${A}`);
  const dialog = page.getByRole("dialog", { name: "Choose B" });
  await expect(dialog.locator(".compare-choice")).toHaveCount(20);
  const hidden = await dialog.evaluate((node) => node.scrollHeight - node.clientHeight);
  expect(hidden).toBe(0);
});

test("the one that is given stands beside the one that is to be chosen", async ({ page }) => {
  await answer(page, comparison());
  await page.goto(`/compare?a=${BIG}`);
  const dialog = page.getByRole("dialog", { name: "Choose B" });
  await expect(dialog.getByRole("heading", { name: "Another moment" })).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Big 1.0 with …");
  await expect(page.getByRole("region", { name: "A: Big 1.0" })).toContainText("Failing");
  await expect(page.getByRole("button", { name: "Swap A and B" })).toBeDisabled();
  await expectAccessible(page, "one is given");
  await page.getByRole("button", { name: "Choose a release or a moment" }).click();
  await expect(dialog).toBeVisible();
  // Of the release itself there is the moment at which this tab left it.
  await page.goto(`/releases/${BIG}`);
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  await page.getByRole("button", { name: "Tree options" }).click();
  await page.getByRole("menuitem", { name: "Compare with …" }).click();
  await page.getByRole("button", { name: /^As at your last visit/ }).click();
  await expect(page).toHaveURL(/\?a=release%3Abig-1.0%40.*&b=release%3Abig-1.0$/);
  await expect(rows(page).first()).toBeVisible();
});

test("an exported tree is opened, shown as the past, and compared with now", async ({ page }) => {
  await answer(page, comparison());
  const asked: string[] = [];
  page.on("request", (request) => {
    if (/\/api\/(?:releases|entities)/.test(request.url())) asked.push(request.url());
  });
  const seen = { at: 0, words: ["Not started"], rows: [`0 0 ${B}`] };
  await page.addInitScript(
    (kept) => localStorage.setItem("releasewatch.seen", kept),
    JSON.stringify({ user: "demo", entries: { [B]: seen } }),
  );
  await page.goto("/open");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page, "open");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a file" }).click();
  const bad = { name: "notes.json", mimeType: "application/json", buffer: Buffer.from("{}") };
  await (await chooser).setFiles(bad);
  await expect(page.getByText("notes.json is not an exported tree.")).toBeVisible();
  const body = Buffer.from(JSON.stringify(storefront()));
  const file = { name: "storefront.json", mimeType: "application/json", buffer: body };
  await page.locator("input[type=file]").setInputFiles(file);
  await expect(page.getByRole("region", { name: "Exported tree" })).toContainText(
    "from a file. storefront.json. Nothing here is live.",
  );
  await expect(page.getByText("Was failing").first()).toBeVisible();
  // A file is no news to who has seen the release.
  await expect(page.getByRole("region", { name: "While you were away" })).toHaveCount(0);
  await page.getByRole("treeitem").first().click();
  await expect(page.getByRole("complementary", { name: /Details of/ })).toBeVisible();
  await expectAccessible(page, "exported");
  expect(asked).toEqual([]);
  const sent = page.waitForRequest(/\/api\/compare\/trees$/);
  await page.getByRole("button", { name: "Compare with now" }).click();
  expect((await sent).postData()).toBe(`{"a":${body.toString()},"b":"${B}"}`);
  await expect(page).toHaveURL(/a=release%3Astorefront-2026\.48\.2%402026-11-24T12/);
});
