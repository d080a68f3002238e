import type { Page } from "@playwright/test";
import { BIG } from "../support/bigTree";
import { answerRecorded } from "../support/recorded";
import type { Recorded } from "../support/recorded";
import { expectAccessible, settled } from "./axe";
import { expect, test } from "./stack";

const PAGE = `/releases/${BIG}`;

function unread(recorded: Recorded): void {
  const [item] = recorded.list.items;
  if (!item) throw new Error("no release");
  recorded.list = {
    ...recorded.list,
    items: [
      {
        ...item,
        status: "unknown",
        health: "unknown",
        code: "not_read_yet",
        counts: {},
        waves: [],
        tree_read_at: null,
      },
    ],
    groups: { open: 1 },
    complete: false,
  };
}

test("what is not known is accessible too", async ({ page }) => {
  const recorded = await answerRecorded(page, { nodes: 160 });
  const known = recorded.list;
  unread(recorded);
  await page.goto("/");
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: /^Big/ }) });
  await expect(row).toContainText("Reading");
  await expectAccessible(page, "unread row");
  const before = await row.boundingBox();
  recorded.list = known;
  await expect(row).toContainText(/\d \/ 132/);
  expect(await row.boundingBox(), "filled in without moving").toEqual(before);

  recorded.isDown = true;
  await page.goto("/");
  await expect(page.getByText("The releases could not be read")).toBeVisible();
  await expectAccessible(page, "nothing to keep");

  recorded.isDown = false;
  await page.goto(PAGE);
  await page
    .getByRole("treeitem", { name: /^app .*, failed/ })
    .first()
    .click();
  recorded.isDown = true;
  await expect(page.getByText("Temporal unreachable for")).toBeVisible({ timeout: 20_000 });
  await expectAccessible(page, "release in an outage");
});

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

for (const [name, width, height] of [
  ["320 px", 320, 640],
  ["200 % zoom", 720, 450],
  ["a wall", 2560, 1440],
] as const) {
  test(`nothing scrolls sideways, ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await answerRecorded(page, { nodes: 160 });
    for (const path of ["/", PAGE, "/legend", "/nowhere"]) {
      await page.goto(path);
      await expect(page.getByRole("heading").first()).toBeAttached();
      await settled(page);
      expect(await overflow(page), path).toBeLessThanOrEqual(0);
    }
    await page.goto(PAGE);
    await page
      .getByRole("button", { name: /^service-/ })
      .first()
      .click();
    await expect(page.getByRole("complementary")).toBeVisible();
    expect(await overflow(page), "panel").toBeLessThanOrEqual(0);
    await page.getByRole("button", { name: "Close" }).click();
    await expect(page.getByRole("tree")).toBeFocused();
  });
}

test("on paper there is every row, and nothing to press", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await answerRecorded(page, { nodes: 1000 });
  await page.goto(PAGE);
  await page.getByRole("tree").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("*");
  await expect(page.getByRole("treeitem", { name: /^Wave 1/ })).toHaveAttribute(
    "aria-expanded",
    "true",
  );
  const shown = await page.getByRole("treeitem").count();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  expect(await page.getByRole("treeitem").count()).toBeGreaterThan(shown);
  await expect(page.getByRole("treeitem", { name: /^cluster cluster-70/ })).toBeVisible();
  const rows = await page.getByRole("treeitem").all();
  const [first, second] = [await rows[0]?.boundingBox(), await rows[1]?.boundingBox()];
  expect(second?.y, "one below the other").toBeGreaterThan(first?.y ?? Number.NaN);
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(page.getByRole("button", { name: "Copy link" })).toBeHidden();
  await page.screenshot({ path: test.info().outputPath("paper.png") });
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  expect(await page.getByRole("treeitem").count()).toBeLessThanOrEqual(80);
});
