import type { Page } from "@playwright/test";
import { BIG } from "../support/bigTree";
import { answerRecorded } from "../support/recorded";
import { settled } from "./axe";
import { expect, test } from "./plain";

const PAGE = `/releases/${BIG}`;
const NODES = 10_000;

declare global {
  interface Window {
    commits: number;
  }
}

/** Counts what React commits, by the door it leaves open for its own tools. */
async function countCommits(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.commits = 0;
    Object.defineProperty(window, "__REACT_DEVTOOLS_GLOBAL_HOOK__", {
      value: {
        supportsFiber: true,
        renderers: new Map(),
        inject: () => 1,
        onCommitFiberRoot: () => {
          window.commits += 1;
        },
        onCommitFiberUnmount: () => undefined,
        onPostCommitFiberRoot: () => undefined,
        checkDCE: () => undefined,
      },
    });
  });
}

const commits = (page: Page): Promise<number> => page.evaluate(() => window.commits);

async function openAll(page: Page): Promise<void> {
  const tree = page.getByRole("tree");
  await expect(tree).toBeVisible();
  await tree.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("*");
  await expect(page.getByRole("treeitem", { name: /^Wave 1/ })).toHaveAttribute(
    "aria-expanded",
    "true",
  );
}

test("10,000 nodes: few rows in the document, wherever one is", async ({ page }) => {
  await answerRecorded(page, { nodes: NODES });
  await page.goto(PAGE);
  await openAll(page);
  const rows = page.getByRole("treeitem");
  const most = async () => expect(await rows.count()).toBeLessThanOrEqual(80);
  await most();
  await page.keyboard.press("End");
  await expect(page.locator("[data-active]")).toHaveAccessibleName(/^cluster cluster-713/);
  await most();
  await page.mouse.wheel(0, -6000);
  await most();
  await page.setViewportSize({ width: 2560, height: 1440 });
  await page.mouse.wheel(0, -9000);
  await most();
  // All 714 clusters, found by name: every one of them is a row that can be reached.
  await page.keyboard.press("/");
  await page.keyboard.type("cluster-713");
  await expect(page.getByRole("treeitem", { name: /^cluster cluster-713/ })).toBeVisible();
  await most();
});

test("10,000 nodes: the pointer costs React nothing", async ({ page }) => {
  await page.clock.install();
  await countCommits(page);
  await answerRecorded(page, { nodes: NODES });
  await page.goto(PAGE);
  await openAll(page);
  await page.keyboard.press("p");
  const box = await page.getByRole("treeitem").nth(8).boundingBox();
  if (!box) throw new Error("no row");
  // The ages tick once a second: from here on, time passes only when told, and there is no tick in a part of a second.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 60_000);
  const before = await commits(page);
  await expect
    .poll(
      async () => {
        await page.clock.runFor(50);
        return commits(page);
      },
      { intervals: [0] },
    )
    .toBeGreaterThan(before);
  const ticked = await commits(page);
  for (let step = 0; step < 25; step += 1) {
    await page.mouse.move(box.x + 200, box.y - 150 + step * 12);
    await page.clock.runFor(20);
  }
  expect(await commits(page)).toBe(ticked);
});

test("10,000 nodes: scroll, focus and selection outlive the polls", async ({ page }) => {
  const recorded = await answerRecorded(page, { nodes: NODES, changed: 0.02 });
  await page.goto(PAGE);
  await openAll(page);
  await page.getByRole("treeitem").nth(6).click();
  await expect(page).toHaveURL(/node=/);
  for (let step = 0; step < 20; step += 1) await page.keyboard.press("ArrowDown");
  const where = () =>
    page.evaluate(() => ({
      scroll: window.scrollY,
      active: document.querySelector("[data-active]")?.getAttribute("data-path"),
      focus: document.activeElement?.getAttribute("role"),
      selected: document.querySelector("[aria-selected=true]")?.getAttribute("data-path"),
      first: document.querySelector("[role=treeitem]")?.getAttribute("data-path"),
    }));
  await settled(page);
  const before = await where();
  expect(before.focus).toBe("tree");
  for (let round = 1; round <= 4; round += 1) {
    recorded.tree = { ...recorded.tree, round };
    const { reads } = recorded;
    await expect.poll(() => recorded.reads).toBeGreaterThan(reads + 1);
  }
  expect(await where()).toEqual(before);
});
