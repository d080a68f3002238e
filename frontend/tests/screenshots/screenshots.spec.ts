import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Locator, Page } from "@playwright/test";
import { expect, makeAdmin, signIn, test } from "../e2e/stack";

const IMAGES = fileURLToPath(new URL("../../../docs/images/", import.meta.url));
const STOREFRONT = "/releases/release:storefront-2026.48.2";
/** Long enough for ages to be minutes. */
const SETTLED = 150_000;
const begun = Date.now();

const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  phone: {
    colorScheme: "light",
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  },
} satisfies Record<string, BrowserContextOptions>;

type Look = keyof typeof LOOKS;

/** What the list has to say before anything is photographed. */
const SITUATIONS = {
  Storefront: /2 failed, 1 stuck/,
  "Edge gateway": /Stuck/,
  "Mobile BFF 5.9.1": /Approval of wave 3/,
  Search: /(?:1[3-9]|[2-9]\d) \/ 120/,
  Catalog: /Ended with failures/,
  Billing: /Terminated/,
  Ledger: /Cancelled/,
  Identity: /Succeeded/,
};
const FINISHED = ["Catalog", "Billing", "Ledger", "Identity"];

function linkTo(page: Page, name: string): Locator {
  return page.getByRole("link", { name: new RegExp(`^${name}\\b`) });
}

async function waitForSituations(page: Page): Promise<void> {
  for (const [name, situation] of Object.entries(SITUATIONS)) {
    const row = page.getByRole("row").filter({ has: linkTo(page, name) });
    await expect(row).toContainText(situation, { timeout: 200_000 });
  }
  // The list counts the apps of what has ended once its tree was read.
  for (const name of FINISHED) {
    await linkTo(page, name).click();
    await expect(page.getByRole("tree")).toBeVisible();
    await page.goto("/");
  }
}

async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(Math.max(0, begun + SETTLED - Date.now()));
}

async function take(page: Page, name: string): Promise<void> {
  // Entrances and flashes end, and the pointer is out of the way.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${IMAGES}${name}.png` });
}

async function takeRelease(page: Page, look: Look): Promise<void> {
  await page.goto(STOREFRONT);
  const checkout = page.getByRole("treeitem", { name: /^app checkout, failed/ }).first();
  await checkout.click();
  await expect(page.getByRole("complementary")).toBeVisible();
  await take(page, `release-page-${look}`);
  await page.locator("[role=treeitem][aria-level='2']", { hasText: "eu-west-1b" }).click();
  await expect(page.getByRole("complementary", { name: /eu-west-1b/ })).toBeVisible();
  await take(page, `cluster-panel-${look}`);
}

/** As if the page had been left ten minutes ago, when what has failed was still under way. */
async function leaveAndReturn(page: Page): Promise<void> {
  await page.goto("/");
  await expect(linkTo(page, "Storefront")).toBeVisible();
  await page.evaluate(() => {
    const kept = localStorage.getItem("releasewatch.seen") ?? "";
    const earlier = kept
      .replaceAll(/"at":(\d+)/g, (_, at) => `"at":${String(Number(at) - 600_000)}`)
      .replaceAll(/"Fail(?:ed|ing)"/g, '"In progress"');
    localStorage.setItem("releasewatch.seen", earlier);
  });
  await linkTo(page, "Storefront").click();
}

async function takeInTime(page: Page, look: Look): Promise<void> {
  await page.goto(STOREFRONT);
  await expect(page.getByRole("tree")).toBeVisible();
  await leaveAndReturn(page);
  await expect(page.getByRole("region", { name: "While you were away" })).toBeVisible();
  await take(page, `away-${look}`);
  await page.goto(`${STOREFRONT}?view=timeline`);
  await expect(page.getByRole("tree")).toBeVisible();
  if (look === "phone") {
    // Below the top bar and the pinned verdict.
    await page
      .locator(".tree")
      .evaluate((tree) => scrollTo(0, tree.getBoundingClientRect().top + scrollY - 92));
  }
  await take(page, `timeline-${look}`);
  await page.goto("/");
  await linkTo(page, "Mobile BFF 5.9.1").click();
  await expect(page.getByRole("region", { name: "Problems" })).toBeVisible();
  await page.getByRole("button", { name: "Follow", exact: true }).click();
  await take(page, `follow-${look}`);
  await page.goto("/versions");
  // On a phone the table is cards.
  const trouble = page.locator(
    look === "phone" ? ".version-card" : ".version-cell[data-kind=trouble]",
  );
  await expect(trouble.first()).toBeVisible();
  await take(page, `versions-${look}`);
  await trouble.first().click();
  await expect(page.getByRole("complementary")).toContainText("History of this cell");
  await take(page, `versions-cell-${look}`);
}

async function takeReleaseOnPhone(page: Page): Promise<void> {
  await page.goto(STOREFRONT);
  const checkout = page.getByRole("button", { name: "checkout", exact: true });
  await expect(checkout).toBeVisible();
  await take(page, "release-page-phone");
  await checkout.click();
  await expect(page.getByRole("complementary")).toBeVisible();
  await take(page, "app-panel-phone");
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("complementary")).toHaveCount(0);
  await page.getByRole("treeitem", { name: /^app checkout/ }).scrollIntoViewIfNeeded();
  await take(page, "tree-phone");
}

test("every page, light, dark and on a phone", async ({ browser, page: scout }) => {
  await scout.goto("/");
  await signIn(scout);
  await waitForSituations(scout);
  await settle(scout);
  for (const look of ["light", "dark", "phone"] as const) {
    const context = await browser.newContext(LOOKS[look]);
    // Without a window a browser denies notifications to everybody.
    await context.addInitScript(() => {
      Object.defineProperty(Notification, "permission", { get: () => "default" });
    });
    const page = await context.newPage();
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await take(page, `login-${look}`);
    await signIn(page);
    await expect(linkTo(page, "Storefront")).toBeVisible();
    await take(page, `releases-${look}`);
    await (look === "phone" ? takeReleaseOnPhone(page) : takeRelease(page, look));
    await takeInTime(page, look);
    await page.goto("/legend");
    await expect(page.getByRole("rowheader").first()).toBeVisible();
    await take(page, `legend-${look}`);
    await page.goto("/releases/release:storefront-2026.48.9");
    await expect(linkTo(page, "Storefront")).toBeVisible();
    await take(page, `not-found-${look}`);
    await context.close();
  }
});

test("the System page, which has numbers once somebody has looked at releases", async ({
  browser,
  page: scout,
}) => {
  const admin = makeAdmin();
  await scout.goto("/");
  await signIn(scout);
  await expect(linkTo(scout, "Storefront")).toBeVisible({ timeout: 45_000 });
  // Several who look at the same share reads.
  for (const path of [STOREFRONT, STOREFRONT, STOREFRONT, "/"]) {
    const viewer = await scout.context().newPage();
    await viewer.goto(path);
  }
  await settle(scout);
  for (const look of ["light", "dark", "phone"] as const) {
    const context = await browser.newContext(LOOKS[look]);
    const page = await context.newPage();
    await page.goto("/system");
    await signIn(page, admin);
    await expect(page.getByText("Connected", { exact: true })).toBeVisible();
    await take(page, `system-${look}`);
    await context.close();
  }
});
