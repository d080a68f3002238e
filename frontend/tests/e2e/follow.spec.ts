/** A release that is followed: the browser notifies of what happens to it, once each, also from a hidden tab. */
import type { BrowserContext, Page } from "@playwright/test";
import { BIG } from "../support/bigTree";
import { answerRecorded } from "../support/recorded";
import type { Recorded } from "../support/recorded";
import { expectAccessible } from "./axe";
import { expect, test } from "./plain";
import type { ReleaseSummary, Word } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";

const PAGE = `/releases/${BIG}`;

interface Told {
  title: string;
  tag: string;
  body: string;
}

/** Notes what is told. The permission is pretended: without a window a browser denies it, whatever it is granted. */
async function listen(context: BrowserContext, permission: NotificationPermission): Promise<void> {
  await context.addInitScript((said) => {
    const told: Told[] = [];
    let answer = said;
    const Noted = class extends Notification {
      constructor(title: string, options: NotificationOptions = {}) {
        super(title, options);
        told.push({ title, tag: options.tag ?? "", body: options.body ?? "" });
      }
      static override requestPermission(): Promise<NotificationPermission> {
        answer = "granted";
        return Promise.resolve(answer);
      }
    };
    Object.defineProperty(Noted, "permission", { get: () => answer });
    Object.assign(window, { Notification: Noted, told });
  }, permission);
}

declare global {
  interface Window {
    told: Told[];
  }
}

function told(page: Page): Promise<Told[]> {
  return page.evaluate(() => window.told);
}

async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    const state = hidden ? "hidden" : "visible";
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    // It bubbles to the window, where queries listen.
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, isHidden);
}

/** How the list has the release from now on. */
function judge(recorded: Recorded, word: Word, over: Partial<ReleaseSummary> = {}): void {
  const [item] = recorded.list.items;
  if (!item) throw new Error("no row");
  const { status } = TERMS[word];
  const verdict = { status, stuck: word === "Stuck", word, headline: `${word}.`, detail: "" };
  const tree_read_at = new Date(Date.now() + 3_600_000).toISOString();
  recorded.list.items = [{ ...item, verdict, tree_read_at, ...over }];
}

test("a hidden tab is told once of each, by a row of the list a minute", async ({
  page,
  context,
}) => {
  await listen(context, "granted");
  await page.clock.install();
  const recorded = await answerRecorded(page, { nodes: 160 });
  let rows = 0;
  page.on("request", (request) => {
    if (/\/api\/releases\?/.test(request.url())) rows += 1;
  });
  await page.goto(PAGE);
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  expect(rows).toBe(0);
  await page.keyboard.press("f");
  await expect(page.getByRole("menuitemcheckbox", { checked: true })).toHaveCount(4);
  await expect(page.getByRole("menuitemcheckbox", { name: "fails" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Following" })).toBeFocused();
  await expect.poll(() => rows).toBe(1);
  // It failed before it was followed.
  expect(await told(page)).toEqual([]);

  await setHidden(page, true);
  const before = recorded.reads;
  judge(recorded, "Stuck");
  for (let minute = 0; minute < 3; minute += 1) {
    await page.clock.runFor(60_000);
    await expect.poll(() => rows).toBe(2 + minute);
  }
  const tag = `releasewatch ${BIG} stuck`;
  await expect.poll(() => told(page)).toEqual([{ title: "Big 1.0 is stuck", tag, body: "Stuck." }]);
  await expect(page).toHaveTitle(/^Stuck/);
  expect(recorded.reads).toBe(before);

  judge(recorded, "Succeeded", { ended_at: new Date().toISOString() });
  await page.clock.runFor(60_000);
  await expect.poll(() => told(page)).toHaveLength(2);
  expect((await told(page))[1]?.title).toBe("Big 1.0 succeeded");
  // It is over, and nothing is asked any more.
  await page.clock.runFor(180_000);
  expect(rows).toBe(5);
  await setHidden(page, false);
  await expect(page).toHaveTitle(/^Failing/);
  await expect(page.getByRole("button", { name: "Follow", exact: true })).toBeVisible();
});

for (const isHidden of [false, true]) {
  const where = isHidden ? "a hidden tab" : "the open list";
  test(`each of the four is told once, with the verdict, from ${where}`, async ({
    page,
    context,
  }) => {
    await listen(context, "granted");
    await page.clock.install();
    const recorded = await answerRecorded(page, { nodes: 160 });
    judge(recorded, "In progress");
    await page.goto("/");
    await page.getByRole("button", { name: "Follow Big 1.0" }).click();
    await page.keyboard.press("Escape");
    if (isHidden) await setHidden(page, true);
    const ended_at = new Date().toISOString();
    const steps = [
      ["Failing", "Big 1.0 is failing", /^Failing\.$/],
      ["Stuck", "Big 1.0 is stuck", /^Stuck\.$/],
      ["Failing", null, null],
      ["Needs approval", "Big 1.0 needs approval", /^Needs approval\.$/],
      ["Unknown", null, null],
      ["Stuck", null, null],
      ["Succeeded", "Big 1.0 succeeded", /^Succeeded\. It took .+\.$/],
    ] as const;
    const expected: object[] = [];
    for (const [word, title, body] of steps) {
      judge(recorded, word, word === "Succeeded" ? { ended_at } : {});
      const read = page.waitForResponse(/\/api\/releases\?/);
      await page.clock.runFor(60_000);
      await read;
      if (title) expected.push({ title, body: expect.stringMatching(body) });
      await expect.poll(() => told(page)).toMatchObject(expected);
    }
    expect(new Set((await told(page)).map(({ tag }) => tag)).size).toBe(4);
  });
}

test("the browser is asked only after a click, and a refusal is said", async ({
  page,
  context,
}) => {
  await listen(context, "default");
  await answerRecorded(page, { nodes: 160 });
  await page.goto(PAGE);
  const follow = page.getByRole("button", { name: "Follow", exact: true });
  await follow.click();
  await expect(page.getByText("The browser will ask")).toBeVisible();
  await expectAccessible(page, "follow, to be asked");
  await page.getByRole("menuitem", { name: "Only mark the tab" }).click();
  const following = page.getByRole("button", { name: "Following" });
  await following.click();
  await expect(page.getByText("The browser was not asked")).toBeVisible();
  await page.getByRole("menuitem", { name: "Stop following" }).click();
  await follow.click();
  await page.getByRole("menuitem", { name: "Follow and ask" }).click();
  await following.click();
  await expect(page.getByText("Each is told once")).toBeVisible();
  await page.getByRole("menuitemcheckbox", { name: "gets stuck" }).click();
  await expectAccessible(page, "following");
  await page.reload();
  await following.click();
  await expect(page.getByRole("menuitemcheckbox", { checked: true })).toHaveCount(3);
});

test("a browser that blocks notifications says so, and how to be told", async ({
  page,
  context,
}) => {
  await listen(context, "denied");
  await answerRecorded(page, { nodes: 160 });
  await page.goto(PAGE);
  await page.getByRole("button", { name: "Follow", exact: true }).click();
  await expect(page.getByText("This browser blocks notifications. Allow them for")).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Follow and ask" })).toHaveCount(0);
});

test("a browser that keeps nothing says that it cannot follow", async ({ page, context }) => {
  await listen(context, "denied");
  await answerRecorded(page, { nodes: 160 });
  await page.goto(PAGE);
  const follow = page.getByRole("button", { name: "Follow", exact: true });
  await follow.click();
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await page.getByRole("menuitem", { name: "Only mark the tab" }).click();
  await expect(page.getByText("This browser keeps nothing, so it cannot follow.")).toBeVisible();
  await expect(follow).toBeVisible();
});

test("a row of the list is followed, and every release of its name", async ({ page, context }) => {
  await listen(context, "granted");
  await page.clock.install();
  const recorded = await answerRecorded(page, { nodes: 160 });
  const [item] = recorded.list.items;
  if (!item) throw new Error("no row");
  recorded.list.items = [{ ...item, family: "Big" }];
  await page.goto("/");
  const bell = page.getByRole("button", { name: "Follow Big 1.0" });
  await bell.click();
  await page.getByRole("menuitemcheckbox", { name: "Every release of Big" }).click();
  await expectAccessible(page, "followed from the list");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "Big 1.0 followed" })).toBeVisible();

  const id = "release:big-2";
  const started_at = new Date(Date.now() + 60_000).toISOString();
  const next = { ...item, id, path: id, version: "2.0", family: "Big", started_at };
  recorded.list.items = [next, ...recorded.list.items];
  recorded.list.groups = { attention: 2 };
  await page.clock.runFor(60_000);
  const tag = `releasewatch ${id} failing`;
  await expect.poll(() => told(page)).toMatchObject([{ title: "Big 2.0 is failing", tag }]);
  await expect(page.getByRole("link", { name: "Big 2.0 followed" })).toBeVisible();
  await page.getByRole("link", { name: "Big 2.0 followed" }).focus();
  await page.keyboard.press("f");
  await page.getByRole("menuitem", { name: "Stop following" }).click();
  await expect(page.getByRole("button", { name: "Follow Big 2.0" })).toBeVisible();
  await page.clock.runFor(60_000);
  const again = page.getByRole("button", { name: "Follow Big 2.0" });
  await expect(again).toBeVisible();
  // On a phone, where nothing hovers, both buttons stand in the row.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Compare Big 2.0" }).click();
  await expect(page.getByRole("region", { name: "To compare" })).toContainText("Big 2.0 with …");
  await again.click();
  await page.getByRole("menuitem", { name: "Stop following" }).click();
  await expectAccessible(page, "followed and marked on a phone");
  await page.getByRole("button", { name: "Mark none" }).click();
  await page.setViewportSize({ width: 1440, height: 900 });
  // Beside its buttons a row is one link.
  const row = page.locator(".release-row").first();
  const { width = 0 } = (await row.boundingBox()) ?? {};
  await row.click({ position: { x: width - 100, y: 20 } });
  await expect(page).toHaveURL(/\/releases\/release:/);
});
