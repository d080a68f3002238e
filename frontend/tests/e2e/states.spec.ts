import type { Page } from "@playwright/test";
import { BIG, bigTree } from "../support/bigTree";
import { answerRecorded } from "../support/recorded";
import type { Recorded } from "../support/recorded";
import { expectAccessible, settled } from "./axe";
import { expect, test } from "./plain";
import { now, pass } from "./seconds";

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
        wave_reached: 0,
        verdict: null,
        culprit: null,
        tree_read_at: null,
      },
    ],
    groups: { open: 1 },
    complete: false,
  };
}

test("what is not known is accessible too", async ({ page }) => {
  await page.clock.install();
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
  await pass(page, () => now(page.getByText("The releases could not be read")).toBeVisible());
  await expectAccessible(page, "nothing to keep");

  recorded.isDown = false;
  await page.goto(PAGE);
  await page
    .getByRole("treeitem", { name: /^app .*, failed/ })
    .first()
    .click();
  recorded.isDown = true;
  await pass(page, () => now(page.getByText("Temporal unreachable for")).toBeVisible());
  await expectAccessible(page, "release in an outage");
});

test("in an outage the filters of the list cannot be pressed, but are reached by keyboard", async ({
  page,
}) => {
  await page.clock.install();
  const recorded = await answerRecorded(page, { nodes: 160 });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  const failed = page.getByRole("group", { name: "Filter by status" }).getByText("Failed");
  await failed.focus();
  recorded.isDown = true;
  await pass(page, () => now(page.getByText("Temporal unreachable for")).toBeVisible());
  await expect(failed).toBeDisabled();
  await expect(failed).toBeFocused();
  expect(await overflow(page), "nothing scrolls sideways").toBeLessThanOrEqual(0);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/");
  await expectAccessible(page, "list in an outage on a phone");
  recorded.isDown = false;
  await pass(page, () => now(failed).toBeEnabled());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/?status=failed");
});

test("what was read too long ago is grey, with its time", async ({ page }) => {
  await answerRecorded(page, { nodes: 160 });
  const tree = bigTree({ nodes: 160 });
  const [wave] = tree.release.waves;
  const cluster = wave?.clusters[0];
  const apps = cluster?.bundle?.apps?.slice(0, 3) ?? [];
  const stale = { stale: true, read_at: "2026-11-24T12:03:30Z" };
  for (const part of [wave, cluster, cluster?.bundle, ...apps]) Object.assign(part ?? {}, stale);
  tree.progress.read -= 6;
  tree.complete = false;
  await page.route(/\/hierarchy$/, (route) => route.fulfill({ json: tree }));
  await page.goto(PAGE);
  await page.getByRole("tree").focus();
  await page.keyboard.press("*");
  const row = page.getByRole("treeitem", { name: /^app .*last read 12:03:30/ }).first();
  await expect(row).toContainText("Had succeeded");
  await expect(page.getByRole("region", { name: "Not read" })).toContainText(
    "154 of about 160 read. What was read too long ago is shown as it was, with its time.",
  );
  await expectAccessible(page, "stale parts");
  await row.click();
  await expect(page.getByRole("complementary")).toContainText("12:03:30");
});

async function overflow(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

for (const [name, width, height] of [
  ["320 px", 320, 640],
  ["just wider than a phone", 640, 800],
  ["200 % zoom", 720, 450],
  ["a wall", 2560, 1440],
] as const) {
  test(`nothing scrolls sideways, ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const recorded = await answerRecorded(page, { nodes: 160 });
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
    recorded.isDown = true;
    await expect(page.getByRole("group", { name: "Freshness" })).toContainText("Disconnected");
    expect(await overflow(page), "outage").toBeLessThanOrEqual(0);
  });
}

/** Texts of which a part is hidden: nobody can point at them on paper. */
function cutTexts(page: Page): Promise<string[]> {
  return page.getByRole("main").evaluate((main) =>
    [...main.querySelectorAll(":not(.visually-hidden)")]
      .filter((each) => each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1)
      .filter((each) => getComputedStyle(each).overflowX !== "visible")
      .map((each) => `${each.className}: ${each.textContent ?? ""}`),
  );
}

test("on paper there is all of it, and nothing to press", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await answerRecorded(page, { nodes: 1000 });
  await page.goto(PAGE);
  const verdict = page.getByText(/^1 of \d+ apps failed/).first();
  const apps = Number(/of (\d+)/.exec((await verdict.textContent()) ?? "")?.[1]);
  // A4 without its margins.
  await page.setViewportSize({ width: 703, height: 1000 });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  // Opened or not, every app, with a word for what its icon's colour says.
  await expect(page.getByRole("treeitem", { name: /^app / })).toHaveCount(apps);
  const words = await page.locator(".tree-row .tree-status").allTextContents();
  expect(words.filter((word) => word.trim() === "")).toEqual([]);
  await expect(page.getByText(/^as of \w{3} \d{1,2} \w+ \d{4} \d\d:\d\d:\d\d/)).toBeVisible();
  expect(await cutTexts(page)).toEqual([]);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  const rows = await page.getByRole("treeitem").all();
  const [first, second] = [await rows[0]?.boundingBox(), await rows[1]?.boundingBox()];
  expect(second?.y, "one below the other").toBeGreaterThan(first?.y ?? Number.NaN);
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(page.getByRole("button", { name: /^Copy/ })).toHaveCount(0);
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  expect(await page.getByRole("treeitem").count()).toBeLessThanOrEqual(80);
});

test("what is too much for paper is said on it", async ({ page }) => {
  await answerRecorded(page, { nodes: 3000 });
  await page.goto(PAGE);
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await expect(page.getByRole("treeitem")).toHaveCount(2500);
  await expect(page.getByText(/^\d+ more rows are not printed\.$/)).toBeVisible();
});
