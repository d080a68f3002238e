import { answerRecorded } from "../support/recorded";
import { historyOf, versionsOf } from "../support/versions";
import { expectAccessible } from "./axe";
import { expect, test } from "./plain";
import type { Page } from "@playwright/test";

async function open(page: Page, apps: number, clusters: number, query = ""): Promise<void> {
  await answerRecorded(page, { nodes: 100 });
  await page.route("**/api/versions", (route) =>
    route.fulfill({
      json: versionsOf(apps, clusters),
      headers: { date: new Date().toUTCString() },
    }),
  );
  await page.route("**/api/versions/history?*", (route) => {
    const asked = new URL(route.request().url()).searchParams;
    return route.fulfill({ json: historyOf(asked.get("app") ?? "", asked.get("cluster") ?? "") });
  });
  await page.goto(`/versions${query}`);
  await expect(page.getByRole("grid")).toBeVisible();
}

test("500 apps in 200 clusters: few cells in the document, wherever one is", async ({ page }) => {
  await open(page, 500, 200, "?q=app");
  const cells = page.locator("[data-cell]");
  const few = async () => expect(await cells.count()).toBeLessThanOrEqual(40 * 70);
  await few();
  const grid = page.getByRole("grid");
  await grid.focus();
  await page.keyboard.press("Control+End");
  const last = page.locator(".version-cell[data-active]");
  await expect(last).toHaveAttribute("data-cell", "499 199");
  await expect(last).toBeInViewport();
  await few();
  await page.keyboard.press("Control+Home");
  await expect(last).toHaveAttribute("data-cell", "0 0");
});

test("the keyboard opens a cell and closes it, and its node is one step away", async ({ page }) => {
  await open(page, 20, 5, "?q=app-0");
  const grid = page.getByRole("grid");
  await grid.focus();
  for (const _ of [1, 2, 3]) await page.keyboard.press("ArrowRight");
  const active = page.locator(".version-cell[data-active]");
  await expect(active).toHaveAccessibleName(/Failed.*ImagePull/);
  await page.keyboard.press("Enter");
  const cluster = (await active.getAttribute("aria-label"))?.split(":")[0] ?? "";
  const panel = page.getByRole("complementary", { name: `app-000 in ${cluster}` });
  await expect(panel).toContainText("Runs 2026.47.3, wants 2026.48.2.");
  await expect(panel).toContainText("attempt 3 of 3");
  await expect(panel.getByRole("listitem")).toHaveText([
    /Failed/,
    /Runs now/,
    /Cancelled/,
    /Succ/,
    /Succ/,
  ]);
  await expect(panel).toContainText("last 5 of 7");
  await expect(panel).toContainText(/Before .*: not read yet/);
  await expect(page).toHaveURL(new RegExp(`cell=app-000&cell=${cluster}`));
  await panel.getByRole("button", { name: "Next row" }).click();
  await expect(page).toHaveURL(/cell=app-010&/);
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/cell=app-000&/);
  await page.keyboard.press("Shift+N");
  await expect(page).toHaveURL(/cell=app-010&/);
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(grid).toBeFocused();
  await expect(page).toHaveURL(/\/versions\?q=app-0$/);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Open in release" }).click();
  await expect(page).toHaveURL(/\/releases\/release:r-2026\.48\.2\?node=/);
  await page.goBack();
  await expect(page.getByRole("complementary", { name: /app-010/ })).toBeVisible();
});

test("a link opens the cell, also one that nobody has touched", async ({ page }) => {
  await open(page, 500, 200, "?cell=app-480&cell=ap-south-40");
  await expect(page.getByRole("complementary", { name: "app-480 in ap-south-40" })).toBeVisible();
  await expect(page.locator(".version-cell[aria-selected=true]")).toBeInViewport();
  await page.keyboard.press("Escape");
  // Among apps that are alike, which stay open.
  await expect(page.locator(".version-cell[data-active]")).toHaveAccessibleName(/^ap-south-40: /);
  await expect(page.getByRole("rowheader", { name: "app-480" })).toBeVisible();
  await open(page, 20, 5, "?cell=nowhere&cell=eu-0");
  await expect(page.getByRole("complementary")).toContainText("Not known yet");
});

test("paper has what differs in words, and the rest in one line", async ({ page }) => {
  await open(page, 20, 5);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const paper = page.getByRole("table");
  await expect(paper.getByRole("row").nth(1)).toContainText(
    "Failed: 2026.48.2, ImagePullBackOff in us-west-1",
  );
  await expect(page.getByText(/^14 apps the same everywhere: app-001 2026/)).toBeVisible();
  await expect(page.getByRole("grid")).toHaveCount(0);
});

test("paper has no end of apps no more than the tree has of rows", async ({ page }) => {
  await open(page, 4000, 4);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(1001);
  await expect(page.getByText("200 more apps are not printed.")).toBeVisible();
});

// Whatever stands above and below the table, on as many lines as it needs.
for (const [beside, width, query] of [
  ["alone", 1440, "?q=app"],
  ["beside a panel", 1440, "?q=app&cell=app-000&cell=us-east-1"],
  ["beside a panel on a small screen", 1280, "?q=app&cell=app-000&cell=us-east-1"],
  ["on a narrow screen", 1000, "?q=app"],
  ["where its head needs more lines", 768, "?q=app"],
  ["above a line that tells what is left out", 1440, "?q=app&differences=1"],
] as const) {
  test(`only the table scrolls, and what its cells mean stays in sight: ${beside}`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 800 });
    await open(page, 120, 20, query);
    await expect(page.locator(".versions-legend")).toBeInViewport({ ratio: 1 });
    const { scrolled, seen } = await page.evaluate(() => {
      const { scrollHeight, clientHeight } = document.documentElement;
      return { scrolled: scrollHeight, seen: clientHeight };
    });
    expect(scrolled).toBeLessThanOrEqual(seen);
    expect((await page.getByRole("grid").boundingBox())?.height).toBeGreaterThan(300);
  });
}

test("the filters keep their room on a page that is just wider than a phone", async ({ page }) => {
  await page.setViewportSize({ width: 640, height: 800 });
  await open(page, 20, 5);
  const chips = await page.getByRole("group", { name: "Filter apps" }).boundingBox();
  expect(chips?.width).toBeGreaterThan(200);
});

test("differences only is in the address and leaves what differs", async ({ page }) => {
  await open(page, 20, 5);
  await expect(page.getByRole("rowheader", { name: "app-001" })).toBeVisible();
  await page.getByRole("switch", { name: "Differences only" }).click();
  await expect(page).toHaveURL(/differences=1/);
  await expect(page.getByRole("rowheader", { name: "app-001" })).toHaveCount(0);
  await expect(page.getByRole("columnheader", { name: "us-east-1" })).toHaveCount(0);
  await expect(page.getByText("31 of 40 releases read")).toBeVisible();
  await page.getByRole("button", { name: "14 apps are the same everywhere" }).click();
  await expect(page.getByRole("rowheader", { name: "app-001" })).toBeVisible();
});

test("apps that are alike are one row, which a click and the keyboard open", async ({ page }) => {
  await open(page, 20, 5);
  const folded = page.getByRole("rowheader", { name: "app-001 +13 alike" });
  const inside = page.getByRole("rowheader", { name: "app-002" });
  await expect(folded).toHaveAttribute("aria-expanded", "false");
  await folded.click();
  await expect(folded).toHaveAttribute("aria-expanded", "true");
  await expect(inside).toBeVisible();
  await folded.click();
  await expect(inside).toHaveCount(0);
  await page.getByRole("grid").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Home");
  await page.keyboard.press("h");
  await page.keyboard.press("ArrowRight");
  await expect(inside).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(inside).toHaveCount(0);
});

test("columns stand by region, one after the other, or by wave", async ({ page }) => {
  await open(page, 20, 5);
  const columns = page.getByRole("combobox", { name: "Columns" });
  await columns.selectOption("Columns one after the other");
  await expect(page).toHaveURL(/columns=order/);
  await columns.selectOption("By wave of Storefront 2026.48.2");
  await expect(page).toHaveURL(/columns=release/);
  await expect(page.getByText("In no wave")).toBeVisible();
});

test("a chip leaves the apps that it counts, and stands in the address", async ({ page }) => {
  await open(page, 20, 5);
  const chips = page.getByRole("group", { name: "Filter apps" });
  await chips.getByRole("button", { name: "Failed 2" }).click();
  await expect(page).toHaveURL(/facet=failed/);
  await expect(page.getByRole("rowheader", { name: /^app-/ })).toHaveText([/^app-000/, /^app-010/]);
  await chips.getByRole("button", { name: "Failed 2" }).click();
  await chips.getByRole("button", { name: "Two releases 0" }).click();
  await expect(page.getByText("No app matches these filters")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/facet=/);
});

test("it is accessible, beside the panel, below its sheet and on a phone", async ({ page }) => {
  await open(page, 61, 40);
  await page.locator("[data-kind=trouble]").first().click();
  await expect(page.getByRole("complementary")).toContainText("Runs now");
  await expectAccessible(page, "panel");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, "sheet");
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "app-000 +3 alike Failed" }).click();
  const card = page.getByRole("button", { name: "app-020 Failed" });
  await expect(card).toContainText("us-west-1 runs 2026.47.3, wants 2026.48.2");
  await expectAccessible(page, "phone");
  await card.click();
  await expect(page.getByRole("complementary", { name: "app-020 in us-west-1" })).toBeVisible();
  await page.getByRole("button", { name: "Close" }).click();
  await page.setViewportSize({ width: 1024, height: 768 });
  await expect(page.locator(".versions-grid[data-dense]")).toBeVisible();
  await expectAccessible(page, "dense");
  // Dense cells have no text: resting on one says it.
  await page.locator(".version-cell[data-kind=trouble]").first().hover();
  await expect(page.locator(".cell-tip")).toContainText("Runs 2026.47.3, wants 2026.48.2.");
});
