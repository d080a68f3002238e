import type { BrowserContext, Page } from "@playwright/test";
import { hide, show, test } from "./bare";
import { workflows } from "./machinery";
import { expect, signIn } from "./stack";

const TABS = 10;

const freshness = (page: Page) => page.getByRole("group", { name: "Freshness" });

function openTabs(context: BrowserContext, address: string, count: number): Promise<Page[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const tab = await context.newPage();
      await tab.goto(address);
      return tab;
    }),
  );
}

/** How often the session's cookie was exchanged: its token says so. */
async function generation(context: BrowserContext): Promise<number> {
  const cookie = (await context.cookies()).find(({ name }) => name.startsWith("refresh-"));
  const claims = cookie?.value.split(".")[1] ?? "";
  const read: unknown = JSON.parse(Buffer.from(claims, "base64url").toString());
  return Number(Reflect.get(Object(read), "gen"));
}

const visibility = (page: Page) => page.evaluate(() => document.visibilityState);

const isRefresh = (url: string) => url.endsWith("/api/auth/refresh");

// Ten pages, each with pictures of its every change, would take more time than the journey.
test.use({ trace: "off" });

test("ten windows whose tokens end at once stay signed in, and sign out together", async ({
  context,
  page,
}) => {
  const { releaseId } = workflows().startByHand(`Tabs ${String(Date.now())}`);
  const address = `/releases/${releaseId}`;
  await context.clock.install();
  await page.goto(address);
  await signIn(page);
  await expect(freshness(page)).toContainText("Live");
  const tabs = [page, ...(await openTabs(context, address, TABS - 1))];
  const allLive = async () => {
    for (const tab of tabs) await expect(freshness(tab)).toContainText("Live");
  };
  await allLive();

  const before = await generation(context);
  let renewals = 0;
  context.on("response", (answer) => {
    if (isRefresh(answer.url()) && answer.ok()) renewals += 1;
  });
  for (const round of [1, 2]) {
    const renewed = tabs.map((tab) => tab.waitForResponse((answer) => isRefresh(answer.url())));
    // Longer than a token lives: the next poll of each, a moment later, needs a new one.
    await context.clock.fastForward("11:00");
    await Promise.all(renewed);
    await allLive();
    expect(renewals).toBeGreaterThanOrEqual(round * TABS);
  }
  // Each presented the newest cookie: one presented again is not counted, and a little later it is taken for stolen.
  await expect.poll(async () => (await generation(context)) - before - renewals).toBe(0);

  await page.getByRole("button", { name: /Menu$/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  for (const tab of tabs) {
    await expect(tab.getByRole("heading", { name: "Sign in" })).toBeVisible();
  }
});

test("of ten tabs only the one that is seen asks", async ({ baseURL, realTabs }) => {
  const { releaseId } = workflows().startByHand(`Hidden ${String(Date.now())}`);
  const address = `${baseURL ?? ""}/releases/${releaseId}`;
  const first = realTabs.pages()[0] ?? (await realTabs.newPage());
  await first.goto(address);
  await signIn(first);
  await expect(freshness(first)).toContainText("Live");
  const tabs = [first, ...(await openTabs(realTabs, address, TABS - 1))];
  const [seen, next, ...others] = tabs;
  if (!seen || !next) throw new Error("no tabs");
  for (const tab of tabs) await expect(freshness(tab)).toContainText("Live");

  await Promise.all(tabs.map(hide));
  expect(await Promise.all(tabs.map(visibility))).toEqual(tabs.map(() => "hidden"));
  const asked = new Map(tabs.map((tab) => [tab, 0]));
  for (const tab of tabs) {
    tab.on("request", (request) => {
      if (request.url().includes("/api/")) asked.set(tab, (asked.get(tab) ?? 0) + 1);
    });
  }
  const hideAgain = await show(seen);
  await expect.poll(() => asked.get(seen)).toBeGreaterThanOrEqual(3);
  expect([next, ...others].map((tab) => asked.get(tab))).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);

  // Seen again after a while, a tab is up to date at once and not at its next poll; the other one rests.
  await hideAgain();
  await hide(seen);
  const before = asked.get(seen);
  const answered = next.waitForResponse((answer) => answer.url().includes("/hierarchy"));
  await show(next);
  await answered;
  await expect(freshness(next)).toContainText("Live");
  await expect.poll(() => asked.get(next)).toBeGreaterThanOrEqual(2);
  expect(asked.get(seen)).toBe(before);

  // A tab that nobody sees hears it all the same.
  await next.getByRole("button", { name: /Menu$/ }).click();
  await next.getByRole("menuitem", { name: "Sign out" }).click();
  for (const tab of others) await expect(tab).toHaveURL(/\/login/);
});
