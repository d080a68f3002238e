import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { whileTemporalIsSilent } from "./machinery";
import { now, pass } from "./seconds";
import { expect, makeAdmin, signIn, test } from "./stack";

function card(page: Page, name: string): Locator {
  return page.getByRole("region", { name, exact: true });
}

async function openAsAdmin(page: Page): Promise<void> {
  await page.goto("/system");
  await signIn(page, makeAdmin());
  await expect(card(page, "Temporal")).toContainText("Connected");
}

async function listRequests(page: Page): Promise<number> {
  const row = card(page, "Shared reads").getByRole("row", { name: /^Lists/ });
  return Number((await row.getByRole("cell").first().textContent())?.replaceAll(",", ""));
}

async function overflow(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

test("an administrator sees how the server is, live", async ({ page, context }) => {
  await page.goto("/");
  await signIn(page, makeAdmin());
  await expect(page.getByRole("link", { name: /^Storefront / })).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "System" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "System" })).toBeVisible();
  await expect(page.getByText("Temporal answers.", { exact: true })).toBeVisible();
  await expect(page.getByRole("group", { name: "Freshness" })).toContainText("Live");

  await expect(card(page, "Temporal")).toContainText(/Version\d+\.\d+/);
  await expect(card(page, "Temporal")).toContainText("calls go through");
  const queue = card(page, "Workers").getByRole("row", { name: /^releases / });
  await expect(queue).toContainText("Polled");
  await expect(queue).toContainText(/\d+ s ago/);
  const budget = card(page, "Temporal call budget").getByRole("meter");
  await expect(budget).toHaveCount(3);
  await expect(budget.first()).toHaveAttribute("aria-valuetext", /^[\d,]+ of [\d,]+ left$/);
  await expect(card(page, "Answer cache")).toContainText(/Answers[1-9][\d,]* of 50,000/);

  // Somebody else looks at the list, and the numbers follow.
  const before = await listRequests(page);
  const other = await context.newPage();
  await other.goto("/");
  await expect(other.getByRole("heading", { name: "Releases" })).toBeVisible();
  await expect.poll(() => listRequests(page)).toBeGreaterThan(before);
  await other.close();

  await page.keyboard.press("p");
  await expect(page.getByRole("group", { name: "Freshness" })).toContainText("Paused at");
});

test("the page says that Temporal is gone, and that it is back", async ({ page }) => {
  await openAsAdmin(page);
  await whileTemporalIsSilent(async () => {
    const gone = card(page, "Temporal").getByText(/^(?:Unreachable|Not ready)$/);
    await expect(gone).toBeVisible();
    await expect(page.getByText("Releases cannot be read.", { exact: true })).toBeVisible();
    // The server itself is there, so what it says of itself is not old.
    await expect(page.getByRole("group", { name: "Freshness" })).toContainText("Live");
    await expectAccessible(page, "system without Temporal");
  });
  await expect(card(page, "Temporal")).toContainText("Connected");
});

test("a viewer is told whose page it is, and the server is not asked", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto("/system");
  await signIn(page);
  await expect(
    page.getByRole("heading", { name: "Only administrators see this page" }),
  ).toBeVisible();
  await expect(page.getByText("user add demo --role admin")).toBeVisible();
  await expect(page.getByRole("navigation").getByRole("link")).toHaveText([
    "Releases",
    "Versions",
    "Legend",
  ]);
  await expectAccessible(page, "admins only");
  expect(asked).not.toContain("/api/system");
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.getByRole("link", { name: "All releases" }).click();
  await expect(page.getByRole("heading", { name: "Releases" })).toBeVisible();
});

test("the page is accessible, fits a phone and paper, and keeps what it knew", async ({ page }) => {
  await page.clock.install();
  await openAsAdmin(page);
  await expectAccessible(page, "system");
  for (const [width, height] of [
    [320, 640],
    [720, 450],
    [2560, 1440],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await overflow(page), String(width)).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: /Menu$/ }).click();
  await expect(page.getByRole("menuitem", { name: "System" })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(card(page, "Sign-in throttle")).toBeVisible();
  await page.emulateMedia({ media: "screen" });

  await page.route("**/api/system", (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      body: JSON.stringify({ title: "Users cannot be read", code: "users_unavailable" }),
    }),
  );
  const verdict = page.locator(".verdict-text", { hasText: "Nothing is confirmed since" });
  await pass(page, () => now(verdict).toBeVisible());
  await expect(card(page, "Workers")).toContainText("Was polled");
  await expect(page.getByText("Connected", { exact: true })).toHaveCount(0);
  await expectAccessible(page, "system as of the last read");
  // While it is down, since the button goes as soon as the page has asked by itself.
  const asked = page.waitForRequest("**/api/system");
  await page.getByRole("button", { name: "Retry now" }).click();
  await asked;
  await page.unroute("**/api/system");
  await pass(page, () => now(card(page, "Temporal")).toContainText("Connected"));
});
