import type { Locator, Page, Route } from "@playwright/test";
import { expect, test } from "./faulty";
import type { Hierarchy } from "@/types/entities";
import { BIG, bigTree } from "../support/bigTree";
import { answerRecorded } from "../support/recorded";
import { now, pass } from "./seconds";

/**
 * What the page says while the world around it misbehaves: answers that are lost, foreign or final, a tab that was
 * away, a clock that is wrong. The page may know less then; it never claims more. Its clock is ours in these tests.
 */
declare global {
  interface Window {
    hear?: (text: string) => void;
  }
}

const PAGE = `/releases/${BIG}`;
const TREE = /\/api\/releases\/[^/]+\/hierarchy$/;
const LIST = /\/api\/releases(?:\?|$)/;

/** The release of the recording, over and done. */
function finished(): Hierarchy {
  const tree = bigTree({ nodes: 160 });
  const { execution } = tree.release;
  if (!execution) throw new Error("no execution");
  execution.status = "Completed";
  execution.closed_at = "2026-11-24T12:00:00Z";
  tree.release.ended_at = execution.closed_at;
  tree.release.status = "succeeded";
  tree.release.word = "Ended with failures";
  tree.verdict.word = "Ended with failures";
  tree.current_wave = null;
  return tree;
}

function json(body: unknown, status = 200) {
  return {
    status,
    contentType: status === 200 ? "application/json" : "application/problem+json",
    body: JSON.stringify(body),
  };
}

const GONE = json({ code: "release_not_found", title: "Not found", detail: "Not found." }, 404);

/** Answers each read of the tree with what `next` holds. */
async function answerTrees(page: Page, first: (route: Route) => Promise<void>) {
  const next = { answer: first, asked: 0 };
  await page.route(TREE, (route) => {
    next.asked += 1;
    return next.answer(route);
  });
  return next;
}

function tree(body: () => Hierarchy): (route: Route) => Promise<void> {
  return (route) => route.fulfill(json({ ...body(), read_at: new Date().toISOString() }));
}

const pill = (page: Page): Locator => page.getByRole("group", { name: "Freshness" });

/** Colours in which green or blue is the strongest by far. */
function colourful(part: Locator): Promise<string[]> {
  return part.evaluate((root) => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const isStrong = (colour: string) => {
      if (!canvas) throw new Error("no canvas");
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return alpha > 0 && (green > red + 40 || blue > red + 40);
    };
    return [...root.querySelectorAll("*")].flatMap((element) => {
      const { color, backgroundColor, fill, stroke } = getComputedStyle(element);
      const found = [color, backgroundColor, fill, stroke].find(isStrong);
      return found === undefined ? [] : [`${element.tagName}.${element.className} ${found}`];
    });
  });
}

test("one lost answer of a finished release is asked for again soon, and is no outage", async ({
  page,
}) => {
  await page.clock.install();
  await answerRecorded(page, { nodes: 160 });
  const reads = await answerTrees(page, tree(finished));
  await page.goto(PAGE);
  await expect(pill(page)).toContainText("Live");
  await page.clock.runFor(3000);
  const before = reads.asked;
  reads.answer = (route) => route.abort();
  const lost = page.waitForEvent("requestfailed", (request) => TREE.test(request.url()));
  await page.clock.runFor(34_000);
  await lost;
  reads.answer = tree(finished);
  await expect(page.locator(".banner")).toHaveCount(0);
  await expect(page.locator(".tree-row[data-past]")).toHaveCount(0);
  const again = page.waitForResponse(TREE);
  await page.clock.runFor(2500);
  await again;
  expect(reads.asked).toBeGreaterThan(before + 1);
  await expect(page.locator(".banner")).toHaveCount(0);
});

for (const [what, answer] of Object.entries({
  "a proxy's page": (route: Route) => route.fulfill({ contentType: "text/html", body: "<p>Hi" }),
  "a gateway's 404": (route: Route) => route.fulfill({ status: 404, body: "default backend" }),
  "an empty object": (route: Route) => route.fulfill(json({})),
  "half an answer": (route: Route) =>
    route.fulfill({ contentType: "application/json", body: '{"release": {' }),
  "no connection": (route: Route) => route.abort(),
})) {
  test(`${what} instead of a release is told, at first and later, and is over by itself`, async ({
    page,
  }) => {
    await page.clock.install();
    await answerRecorded(page, { nodes: 160 });
    const reads = await answerTrees(page, answer);
    await page.goto(PAGE);
    const alert = page.getByRole("alert");
    await pass(page, () => now(alert).toContainText("The release could not be read"));
    await expect(page.getByText("No release has this id")).toHaveCount(0);
    reads.answer = tree(() => bigTree({ nodes: 160 }));
    await pass(page, () => now(page.getByRole("treeitem").first()).toBeVisible());
    reads.answer = answer;
    const outage = page.getByText(/^Releasewatch unreachable for \d+ s\.$/);
    await pass(page, () => now(outage).toBeVisible());
    await expect(page.locator(".tree-row:not([data-past])")).toHaveCount(0);
    reads.answer = tree(() => bigTree({ nodes: 160 }));
    await pass(page, () => now(page.getByText("Releasewatch unreachable")).toHaveCount(0));
    // Its clock has run ahead of those who read.
    await page.clock.setSystemTime(Date.now());
    await expect(pill(page)).toContainText("Live");
  });

  test(`${what} instead of the list, and at the start of a visit`, async ({ page }) => {
    await page.clock.install();
    await answerRecorded(page, { nodes: 160 });
    await page.route(LIST, answer);
    await page.goto("/");
    const [alert, release] = [page.getByRole("alert"), page.getByRole("link", { name: /^Big/ })];
    await pass(page, () => now(alert).toContainText("The releases could not be read"));
    await page.unroute(LIST, answer);
    await pass(page, () => now(release).toBeVisible());

    await page.route("**/api/auth/refresh", answer);
    await page.goto("/");
    const door = page.getByRole("heading", { name: "Releasewatch does not answer" });
    await pass(page, () => now(door).toBeVisible());
    await page.unroute("**/api/auth/refresh", answer);
    await pass(page, () => now(release).toBeVisible());
  });
}

test("a release that is deleted while open is gone, and comes back when it is started again", async ({
  page,
}) => {
  await page.clock.install();
  await answerRecorded(page, { nodes: 160 });
  const reads = await answerTrees(
    page,
    tree(() => bigTree({ nodes: 160 })),
  );
  await page.goto(PAGE);
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  expect(await colourful(page.getByRole("main"))).not.toEqual([]);
  reads.answer = (route) => route.fulfill(GONE);
  const outage = page.getByRole("region", { name: "Outage" });
  await pass(page, () => now(outage).toContainText("This release is gone."));
  await expect(outage).toContainText(/This is the last read, at \d\d:\d\d:\d\d\./);
  await expect(page).toHaveTitle(/^Gone: Big/);
  await expect(pill(page)).toContainText(/^Gone · as of \d\d:\d\d:\d\d/);
  expect(await colourful(page.getByRole("main"))).toEqual([]);
  const said = () => page.getByRole("main").innerText();
  const before = await said();
  const { asked } = reads;
  await pass(page, async () => expect(reads.asked).toBeGreaterThan(asked + 1));
  expect(await said(), "nothing counts on").toBe(before);

  // That Temporal cannot be asked either changes nothing for the better.
  reads.answer = (route) => route.abort();
  const lost = page.waitForEvent("requestfailed");
  await page.clock.runFor(31_000);
  await lost;
  expect(await colourful(page.getByRole("main"))).toEqual([]);

  reads.answer = tree(() => bigTree({ nodes: 160 }));
  await pass(page, () => now(outage).toHaveCount(0));
  await expect(page).toHaveTitle(/^Failing/);
});

/** What a screen reader is told from now on, by everything that speaks by itself. */
async function listen(page: Page): Promise<string[]> {
  const heard: string[] = [];
  await page.exposeFunction("hear", (text: string) => {
    heard.push(text);
  });
  await page.evaluate(() => {
    const speaks = (node: Node | null): Element | null => {
      const element = node instanceof Element ? node : (node?.parentElement ?? null);
      return element?.closest("[role=status], [role=alert], [aria-live]") ?? null;
    };
    new MutationObserver((records) => {
      const regions = new Set<Element>();
      for (const { target, addedNodes } of records) {
        for (const node of [target, ...addedNodes]) {
          const region = speaks(node);
          if (region && region.getAttribute("aria-live") !== "off") regions.add(region);
        }
      }
      for (const region of regions) {
        window.hear?.(region.textContent);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return heard;
}

test("a screen reader is told of an outage once, not each second", async ({ page }) => {
  await page.clock.install();
  const recorded = await answerRecorded(page, { nodes: 160 });
  await page.goto(PAGE);
  await expect(pill(page)).toContainText("Live");
  await page.clock.runFor(12_000);
  const heard = await listen(page);
  recorded.isDown = true;
  for (let second = 0; second < 60; second += 1) {
    await page.clock.runFor(1000);
    await page.evaluate(() => fetch("/theme.js"));
  }
  await expect(page.getByText(/^Temporal unreachable for \d+ (?:s|min)\.$/)).toBeVisible();
  expect(heard.join(" ")).toContain("Temporal unreachable");
  expect(heard.length, heard.join(" | ")).toBeLessThanOrEqual(6);
  expect(heard.join(" ")).not.toMatch(/\d+ s\b/);
});

test("a first read that fails is told once, not each second", async ({ page }) => {
  await page.clock.install();
  const recorded = await answerRecorded(page, { nodes: 160 });
  recorded.isDown = true;
  await page.goto(PAGE);
  await expect(page.getByRole("alert")).toBeVisible();
  const heard = await listen(page);
  for (let second = 0; second < 60; second += 1) {
    await page.clock.runFor(1000);
    await page.evaluate(() => fetch("/theme.js"));
  }
  expect(heard.length, heard.join(" | ")).toBeLessThanOrEqual(2);
  expect(heard.join(" ")).not.toMatch(/\d+ s\b/);
});

for (const hours of [-5, 5]) {
  test(`a clock that is ${String(hours)} h wrong, or is put there meanwhile, tells no wrong age`, async ({
    page,
  }) => {
    const off = hours * 3_600_000;
    await page.clock.install({ time: Date.now() + off });
    await answerRecorded(page, { nodes: 160 });
    await page.goto(PAGE);
    await expect(pill(page)).toContainText(/^Live · read \d+ s ago/);
    await page.clock.setSystemTime(Date.now());
    await page.clock.runFor(3000);
    await expect(pill(page)).toContainText(/^Live · read \d+ s ago/);
    await page.clock.setSystemTime(Date.now() + off);
    await page.clock.runFor(3000);
    await expect(pill(page)).toContainText(/^Live · read \d+ s ago/);
    await expect(page.locator(".banner")).toHaveCount(0);
  });
}
