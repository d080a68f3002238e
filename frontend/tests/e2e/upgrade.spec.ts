import type { Page, Route } from "@playwright/test";
import { expect, test } from "./faulty";
import { BIG } from "../support/bigTree";
import { META, answerRecorded } from "../support/recorded";

/**
 * A tab stays open while the server gets a new version: files that this tab has not needed yet are gone, or a proxy
 * answers a page in their place, or the network fails just then. Never a white page, never an address or a word of
 * the browser's, and what is on screen stays. The browser complains about each, so these tests let it.
 */
const LOST: Record<string, (route: Route) => Promise<void>> = {
  "not there": (route) => route.fulfill({ status: 404, body: "not found" }),
  "a page of a proxy": (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html><p>Sign in</p>" }),
  "the dashboard's own page": (route) =>
    route.fulfill({ contentType: "text/html", body: '<!doctype html><div id="root"></div>' }),
  "an error of a gateway": (route) => route.fulfill({ status: 502, body: "<h1>Bad gateway</h1>" }),
  "a broken connection": (route) => route.abort(),
};

const PAGE = `/releases/${BIG}`;
const RAW = /https?:|\/assets\/|\.js\b|dynamically|MIME|module|undefined/i;

async function loads(page: Page): Promise<() => number> {
  let count = 0;
  page.on("domcontentloaded", () => {
    count += 1;
  });
  return () => count;
}

async function expectPlainWords(page: Page): Promise<void> {
  await expect(page.getByRole("alert")).not.toContainText(RAW);
  await expect(page.getByText("The fault is in the dashboard")).toHaveCount(0);
}

for (const [what, answer] of Object.entries(LOST)) {
  test(`a dialog is lost, the tree stays: ${what}`, async ({ page }) => {
    await answerRecorded(page, { nodes: 160 });
    await page.goto(PAGE);
    await expect(page.getByRole("treeitem").first()).toBeVisible();
    const count = await loads(page);
    await page.route("**/assets/KeysDialog*", answer);
    await page.keyboard.press("?");
    await expect(page.getByRole("alert")).toContainText("missing");
    await expectPlainWords(page);
    await expect(page.getByRole("treeitem").first()).toBeVisible();
    await page.getByRole("button", { name: "Close" }).click();
    await expect(page.getByRole("alert")).toHaveCount(0);
    expect(count(), "nobody asked for a reload").toBe(0);

    // A browser remembers for the whole visit that a file did not come: a reload is what helps.
    await page.unroute("**/assets/KeysDialog*");
    await page.keyboard.press("?");
    await page.getByRole("button", { name: "Reload" }).click();
    await expect(page.getByRole("treeitem").first()).toBeVisible();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible();
  });

  test(`a page is lost, and is there after a reload by itself: ${what}`, async ({ page }) => {
    await answerRecorded(page, { nodes: 160 });
    await page.goto("/");
    await expect(page.getByRole("link", { name: /^Big/ })).toBeVisible();
    await page.route("**/assets/LegendPage*", answer);
    page.once("domcontentloaded", () => void page.unroute("**/assets/LegendPage*"));
    await page.getByRole("link", { name: "Legend" }).click();
    await expect(page.getByRole("heading", { name: "Status vocabulary" })).toBeVisible();
    await expect(page).toHaveURL(/\/legend$/);
  });

  test(`a page that stays lost is told, and does not reload for ever: ${what}`, async ({
    page,
  }) => {
    await answerRecorded(page, { nodes: 160 });
    await page.goto("/");
    await expect(page.getByRole("link", { name: /^Big/ })).toBeVisible();
    const count = await loads(page);
    await page.route("**/assets/LegendPage*", answer);
    await page.getByRole("link", { name: "Legend" }).click();
    await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
    await expectPlainWords(page);
    expect(count()).toBe(1);
    // The rest of the dashboard goes on.
    await page.getByRole("link", { name: "Releases" }).click();
    await expect(page.getByRole("link", { name: /^Big/ })).toBeVisible();
  });

  test(`a session ends when the sign-in page is lost: ${what}`, async ({ page }) => {
    await answerRecorded(page, { nodes: 160 });
    await page.goto(PAGE);
    await expect(page.getByRole("treeitem").first()).toBeVisible();
    await page.route("**/assets/LoginPage*", answer);
    page.once("domcontentloaded", () => void page.unroute("**/assets/LoginPage*"));
    const refused = {
      status: 401,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "not_authenticated", title: "Sign in", detail: "Sign in." }),
    };
    for (const path of ["**/api/auth/refresh", "**/hierarchy", "**/hierarchy/changes"]) {
      await page.route(path, (route) => route.fulfill(refused));
    }
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await expect(page).toHaveURL(/\/login\?to=/);
  });
}

test("another version is called so", async ({ page }) => {
  await answerRecorded(page, { nodes: 160 });
  await page.goto(PAGE);
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  await page.route("**/assets/KeysDialog*", (route) => route.fulfill({ status: 404 }));
  await page.route(/:\d+\/$/, (route) =>
    route.fulfill({
      contentType: "text/html",
      body: '<!doctype html><div id="root"></div><script type="module" src="/assets/next.js"></script>',
    }),
  );
  await page.keyboard.press("?");
  await expect(page.getByRole("alert")).toContainText("A new version of Releasewatch is available");
  await expectPlainWords(page);
});

test("a page that nobody touches is told of another version, and reloads ten minutes later", async ({
  page,
}) => {
  await page.clock.install();
  await answerRecorded(page, { nodes: 160 });
  await page.goto(PAGE);
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  const count = await loads(page);
  await page.route("**/api/meta", (route) =>
    route.fulfill({ json: { ...META, version: "99.0.0" } }),
  );
  await page.route(/:\d+\/$/, (route) =>
    route.fulfill({
      contentType: "text/html",
      body: '<!doctype html><div id="root"></div><script type="module" src="/assets/next.js"></script>',
    }),
  );
  await page.clock.fastForward("05:01");
  await expect(page.getByText("Releasewatch 99.0.0 is running now.")).toBeVisible();
  await page.clock.fastForward("09:00");
  await page.keyboard.press("j");
  await page.clock.fastForward("09:00");
  expect(count(), "it is being used").toBe(0);
  const reloaded = page.waitForEvent("domcontentloaded");
  await page.clock.fastForward("02:00");
  await reloaded;
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  expect(count()).toBe(1);
});

test("without a network nothing reloads, and the page comes with the network", async ({
  context,
  page,
}) => {
  await answerRecorded(page, { nodes: 160 });
  await page.goto(PAGE);
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  const count = await loads(page);
  await context.setOffline(true);
  await page.getByRole("link", { name: "Legend" }).click();
  await expect(page.getByText("Retrying automatically")).toBeVisible();
  await expectPlainWords(page);
  expect(count(), "reloaded into nothing").toBe(0);
  await context.setOffline(false);
  await expect(page.getByRole("heading", { name: "Status vocabulary" })).toBeVisible();
});

test("where storage is forbidden nothing reloads by itself", async ({ page }) => {
  await answerRecorded(page, { nodes: 160 });
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException("forbidden", "SecurityError");
        },
      });
    }
  });
  await page.goto("/");
  await expect(page.getByRole("link", { name: /^Big/ })).toBeVisible();
  const count = await loads(page);
  await page.route("**/assets/LegendPage*", (route) => route.fulfill({ status: 404 }));
  await page.getByRole("link", { name: "Legend" }).click();
  await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
  expect(count()).toBe(0);
});

test("an old page whose scripts are gone says so", async ({ page }) => {
  await page.route("**/assets/index-*.js", (route) => route.fulfill({ status: 404 }));
  await page.goto("/");
  await expect(page.getByText("Load the page again")).toBeVisible();
});
