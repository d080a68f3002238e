import type { Locator, Page } from "@playwright/test";
import { expect, signIn, test } from "./stack";

const STOREFRONT = "/releases/release:storefront-2026.48.2";

function release(page: Page, name: RegExp): Locator {
  return page.getByRole("row").filter({ has: page.getByRole("link", { name }) });
}

/** The current row of a level: 1 is a wave, 2 a cluster with its bundle, 3 an app. */
function treeRows(page: Page, level: number): Locator {
  return page.locator(`[role=treeitem][aria-level="${String(level)}"]`);
}

async function unfold(row: Locator): Promise<void> {
  await expect(row).toBeVisible();
  if ((await row.getAttribute("aria-expanded")) === "false") {
    await row.locator("[data-toggle]").click();
  }
}

test("from the door to the broken app and its reason", async ({ page }) => {
  await page.goto("/?q=billing");
  await signIn(page);
  await expect(release(page, /^Billing/)).toContainText("Terminated");
  await page.goto("/?q=identity");
  await expect(release(page, /^Identity/)).toContainText("Succeeded");
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Releases" })).toBeVisible();
  await expect(page.getByRole("group", { name: "Freshness" })).toContainText("Live");

  const storefront = release(page, /^Storefront 2026\.48\.2/);
  // The first reads share the machine with the start of everything.
  await expect(storefront).toContainText("Failing");
  await expect(storefront).toContainText(/\d failed/);
  await expect(storefront).toContainText(/\d+ \/ 240/);
  await expect(release(page, /^Mobile BFF 5\.9\.1/)).toContainText("Needs approval");
  await expect(release(page, /^Mobile BFF 5\.9\.0/)).toContainText("Succeeded");

  await storefront.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Storefront");
  await expect(page.getByText(/\d of 240 apps failed in wave 2/).first()).toBeVisible();
  await expect(page).toHaveTitle(/^Failing, \d of 240: Storefront 2026\.48\.2$/);

  // All five levels: the release, its waves, clusters sharing a row with their bundle, apps.
  await expect(treeRows(page, 1).first()).toHaveAttribute("aria-setsize", "5");
  await expect(treeRows(page, 2).filter({ hasText: "storefront-core" }).first()).toBeVisible();
  const checkout = page.getByRole("treeitem", { name: /^app checkout, failed/ }).first();
  await checkout.click();
  await expect(page).toHaveURL(/[?&]node=/);
  const panel = page.getByRole("complementary");
  await expect(panel).toContainText("ImagePullBackOff");
  await expect(panel.getByRole("link", { name: /Temporal/ })).toHaveAttribute(
    "href",
    /\/namespaces\/default\/workflows\/.+\/.+/,
  );

  // The address says it all: a second visit opens to the same node.
  await page.reload();
  await expect(page.getByRole("complementary")).toContainText("ImagePullBackOff");
});

function heldIn(part: Locator): Locator {
  return part.locator(".progress-segment[data-status=waiting]");
}

test("an approval that is waited for, beside how long those before it took", async ({ page }) => {
  await page.goto("/");
  await signIn(page);
  const row = release(page, /^Mobile BFF 5\.9\.1/);
  await expect(row).toContainText("Approval of wave 3");
  // What an approval holds is hollow, and no empty trough.
  await expect(heldIn(row)).toHaveCSS("border-top-style", "solid");
  await row.getByRole("link").click();
  const waves = page.getByRole("region", { name: "Waves" });
  await expect(waves).toContainText(/waiting \d+ .+, usually given in \d/);
  await expect(heldIn(waves)).toBeVisible();
  const asked = page.getByRole("treeitem", { name: /needs approval/ });
  await expect(heldIn(asked)).toBeVisible();
  await asked.click();
  const panel = page.getByRole("complementary");
  await expect(panel).toContainText(/Asked of platform-oncall.*since \d/s);
  await expect(panel).toContainText("A. Rossi approved wave 2");
  await expect(panel.getByRole("link", { name: /^Approve in/ })).toBeVisible();
});

/** What a row says of its app, without its ages: they count on by themselves. */
async function stateIn(row: Locator): Promise<string> {
  const text = (await row.textContent()) ?? "";
  return /(?:In progress|Succeeded|Failed|Retrying).*?(?:%|(?=\d))/.exec(text)?.[0] ?? text;
}

/** A minute passes at once for a page whose clock is ours, and it asks nothing. */
async function expectSilence(page: Page): Promise<void> {
  const requests: string[] = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await page.clock.runFor(60_000);
  // Our own comes after whatever the page may have asked.
  await page.evaluate(() => fetch("/livez"));
  expect(requests).toEqual(["/livez"]);
}

test("apps change while one watches, without touching anything", async ({ page }) => {
  await page.clock.install();
  await page.goto("/releases/release:payments-7.14.0");
  await signIn(page);
  await unfold(
    treeRows(page, 1)
      .and(page.getByRole("treeitem", { name: /in progress/ }))
      .first(),
  );
  await unfold(
    treeRows(page, 2)
      .and(page.getByRole("treeitem", { name: /in progress/ }))
      .first(),
  );
  const moving = page.getByRole("treeitem", { name: /^app .*, in progress/ }).first();
  const path = await moving.getAttribute("data-path");
  const watched = page.locator(`[data-path="${path ?? ""}"]`);
  const before = await stateIn(watched);
  await expect.poll(() => stateIn(watched)).not.toBe(before);
  await expect(page.getByRole("group", { name: "Freshness" })).toContainText("Live");

  // Paused means paused.
  await page.keyboard.press("p");
  await expect(page.getByRole("group", { name: "Freshness" })).toContainText("Paused at");
  await expectSilence(page);
});

test("a session that ends leads to the door and back to the same place", async ({ page }) => {
  await page.clock.install();
  await page.goto("/");
  await signIn(page);
  await page.getByRole("button", { name: /^Failed \d/ }).click();
  await expect(page).toHaveURL(/\?status=failed$/);
  await expect(release(page, /^Mobile BFF/)).toHaveCount(0);

  // Signed out elsewhere, as an administrator or another browser would.
  const ended = await page.context().request.post("/api/auth/logout", {
    headers: { "X-Requested-With": "releasewatch" },
  });
  expect(ended.status()).toBe(204);
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  await expectSilence(page);

  await signIn(page);
  await expect(page).toHaveURL(/\?status=failed$/);
  await expect(release(page, /^Storefront 2026\.48\.2/)).toBeVisible();

  // A reload goes on without asking: the cookie holds the session.
  await page.reload();
  await expect(release(page, /^Storefront 2026\.48\.2/)).toBeVisible();
  await page.getByRole("button", { name: /Menu$/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goto(STOREFRONT);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  await signIn(page);
  await expect(page.getByRole("heading", { name: "Releases" })).toBeVisible();
  const box = page.getByRole("searchbox");
  // There is nothing to type into before the list has come.
  await expect(box).toBeVisible();
  await page.keyboard.press("/");
  await expect(box).toBeFocused();
  await page.keyboard.type("storefront");
  await expect(page).toHaveURL(/q=storefront/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/$/);
  await page.keyboard.press("j");
  while (
    !(await page.evaluate(() => document.activeElement?.textContent ?? "")).startsWith("Storefront")
  ) {
    await page.keyboard.press("j");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Storefront");
  await page.keyboard.press("n");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("complementary")).toHaveCount(0);
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await expect(page.getByRole("heading", { name: "Releases" })).toBeVisible();
});
