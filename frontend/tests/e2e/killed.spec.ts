import type { Locator, Page } from "@playwright/test";
import type { Mortal } from "./mortal";
import { test } from "./mortal";
import { demo, expect, signIn } from "./stack";

// Each process is killed as the kernel kills it, and started again on its port with its data.

/** What a person has done to the page, and would have to do again. */
function arrangement(page: Page) {
  return page.evaluate(() => {
    const selected = document.querySelector("[aria-selected=true]");
    return {
      address: location.href,
      selected: selected?.getAttribute("data-path"),
      // Not how far the page is scrolled: a banner above may come and go, and what one reads stays in its place.
      top: Math.round(selected?.getBoundingClientRect().top ?? Number.NaN),
      active: document.querySelector("[data-active]")?.getAttribute("data-path"),
      rows: [...document.querySelectorAll("[role=treeitem]")].map(
        (each) =>
          `${each.getAttribute("data-path") ?? ""} ${each.getAttribute("aria-expanded") ?? ""}`,
      ),
    };
  });
}

/** What is drawn in a colour in which green is the strongest by far. */
function greens(part: Locator): Promise<string[]> {
  return part.evaluate((root) => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const isGreen = (colour: string) => {
      if (!canvas) throw new Error("no canvas");
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return green > red + 24 && green > blue + 24;
    };
    return [...root.querySelectorAll("*")].flatMap((element) => {
      const { color, backgroundColor, fill, stroke } = getComputedStyle(element);
      const found = [color, backgroundColor, fill, stroke].find(isGreen);
      return found === undefined ? [] : [`${element.className} ${found}`];
    });
  });
}

type Apps = (cluster: number, number: number) => string;

/** A release of 18 apps: one failed, one done, one open in the panel, and the window in the middle of the tree. */
async function watch(page: Page, { workflows, state }: Mortal, name: string): Promise<Apps> {
  const { releaseId, apps } = workflows.startByHand(`${name} ${String(Date.now())}`, 6);
  await page.setViewportSize({ width: 1440, height: 560 });
  await page.goto(`/releases/${releaseId}`);
  await signIn(page, demo(state));
  // Each can be opened once there is something below it.
  await expect(page.locator("[role=treeitem][aria-level='2'][aria-expanded]")).toHaveCount(6);
  const app = (cluster: number, number: number) => apps[(cluster - 1) * 3 + number - 1] ?? "";
  workflows.signal(app(4, 1), "finish");
  workflows.signal(app(4, 2), "fail", "Readiness probe failed: 503");
  await page.getByRole("tree").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("*");
  await page.keyboard.press("End");
  await expect(row(page, 4, 1)).toHaveAccessibleName(/succeeded/);
  await expect(row(page, 4, 2)).toHaveAccessibleName(/failed/);
  await row(page, 4, 3).click();
  await expect(page).toHaveURL(/node=/);
  await row(page, 4, 3).evaluate((each) => each.scrollIntoView({ block: "center" }));
  await readTwice(page);
  return app;
}

/** The first read lets workflows end the tasks that the signals made; the second finds them as they stay. */
async function readTwice(page: Page): Promise<void> {
  for (let read = 0; read < 2; read += 1) {
    const request = await page.waitForRequest(/\/hierarchy/);
    await request.response();
  }
}

function row(page: Page, cluster: number, number: number) {
  return page.locator(`[data-path$='w1-c${String(cluster)}:app-${String(number)}']`);
}

test("Temporal is killed and comes back with what it knew", async ({ page, mortal }) => {
  const app = await watch(page, mortal, "Kept");
  await expect.poll(() => greens(page.getByRole("main"))).not.toEqual([]);
  const before = await arrangement(page);
  const freshness = page.getByRole("group", { name: "Freshness" });

  await mortal.temporal.end("SIGKILL");
  // What a screen reader is told says much of it as well, some seconds later.
  const outage = page.getByRole("region", { name: "Outage" });
  await expect(outage).toContainText(/^Temporal unreachable for \d+ s\./);
  await expect(outage).toContainText(/This is the last read, at \d\d:\d\d:\d\d\./);
  await expect(freshness).toContainText(/^Disconnected · as of \d\d:\d\d:\d\d/);
  // The tree stays, said as the past, and nothing on it is confirmed.
  await expect(row(page, 4, 1)).toHaveAccessibleName(/Had succeeded/);
  await expect(page.locator(".tree-row:not([data-past])")).toHaveCount(0);
  await expect.poll(() => greens(page.getByRole("main"))).toEqual([]);
  await expect.poll(() => arrangement(page)).toEqual(before);

  await mortal.temporal.start();
  await expect(freshness).toContainText("Live");
  await expect(row(page, 4, 1)).toHaveAccessibleName(/, succeeded/);
  await expect.poll(() => arrangement(page)).toEqual(before);
  // The worker, which outlived it, works on.
  mortal.workflows.signal(app(4, 2), "recover");
  await expect(row(page, 4, 2)).toHaveAccessibleName(/in progress/);
});

test("the worker is killed and comes back", async ({ page, mortal }) => {
  const app = await watch(page, mortal, "Orphaned");
  const before = await arrangement(page);
  const [still, moved] = [row(page, 4, 1), row(page, 5, 1)];

  await mortal.worker.end("SIGKILL");
  mortal.workflows.signal(app(5, 1), "fail", "Readiness probe failed: 503");
  await expect(moved).toHaveAccessibleName(/unknown/);
  // Temporal may say at once that nobody polls the queue, or leave the query to its time-out.
  await expect(moved).toContainText(/was not answered in time|No worker polls queue/);
  await expect(page.getByText("1 of 18 apps cannot be read").first()).toBeVisible();
  // What did not move was said truly, and is still true: Temporal itself vouches for it.
  await expect(page.getByRole("group", { name: "Freshness" })).toContainText("Live");
  await expect(still).toHaveAccessibleName(/, succeeded/);
  await expect.poll(() => greens(moved)).toEqual([]);

  // Temporal remembers for a minute that somebody was there; begun anew, it knows of nobody.
  await mortal.temporal.end("SIGKILL");
  await mortal.temporal.start();
  await expect(moved).toContainText("No worker polls queue releases");
  await expect(still).toHaveAccessibleName(/, succeeded/);
  await expect.poll(() => greens(moved)).toEqual([]);

  await mortal.worker.start();
  await expect(moved).toHaveAccessibleName(/, failed/);
  await expect(moved).toContainText("Readiness probe failed: 503");
  await expect(page.getByText("cannot be read")).toHaveCount(0);
  await expect.poll(() => arrangement(page)).toEqual(before);
});
