import { signal, startByHand, without } from "./machinery";
import { expect, signIn, test } from "./stack";

const FRESHNESS = { name: "Freshness" };

test("an app fails and recovers while one watches", async ({ page }) => {
  const { releaseId, apps } = startByHand(`Watched ${String(Date.now())}`);
  const [broken = "", ...others] = apps;
  const label = broken.split(":").at(-1) ?? "";
  await page.goto(`/releases/${releaseId}`);
  await signIn(page);
  const row = page.getByRole("treeitem", { name: new RegExp(`^app ${label},`) });
  const cluster = page.locator("[role=treeitem][aria-level='2']");
  await expect(cluster).toBeVisible({ timeout: 20_000 });
  if ((await cluster.getAttribute("aria-expanded")) === "false") {
    await cluster.locator("[data-toggle]").click();
  }
  await expect(row).toHaveAccessibleName(/in progress/);
  const icon = page.locator("link[rel=icon]");
  const calmIcon = await icon.getAttribute("href");

  signal(broken, "fail", "Readiness probe failed: 503");
  await expect(row).toHaveAccessibleName(/failed/);
  await expect(page.getByText("1 of 3 apps failed.").first()).toBeVisible();
  await expect(page.getByText("Readiness probe failed: 503").first()).toBeVisible();
  await expect(page).toHaveTitle(/^Failing, 1 of 3: Watched/);
  await expect(icon).not.toHaveAttribute("href", calmIcon ?? "");

  signal(broken, "recover");
  await expect(row).toHaveAccessibleName(/in progress/);
  await expect(page).toHaveTitle(/^In progress/);
  await expect(icon).toHaveAttribute("href", calmIcon ?? "");
  for (const app of [broken, ...others]) signal(app, "finish");
  await expect(page).toHaveTitle(/^Succeeded/);
});

test("Temporal goes away and comes back", async ({ page }) => {
  await page.goto("/releases/release:storefront-2026.48.2");
  await signIn(page);
  const checkout = page.locator("[data-path$='eu-west-1b:checkout']");
  await expect(checkout).toHaveAccessibleName(/, failed/, { timeout: 45_000 });
  const freshness = page.getByRole("group", FRESHNESS);
  await without("temporal", async () => {
    await expect(freshness).toContainText("Disconnected", { timeout: 20_000 });
    await expect(
      page.getByText(/No answer from Temporal for|Temporal unreachable for/),
    ).toBeVisible();
    // The tree stays, said as the past, and nothing on it is confirmed.
    await expect(checkout).toHaveAccessibleName(/was failed/);
    await expect(page.getByText("Temporal does not answer.").first()).toBeVisible();
    await expect(page.locator(".tree-row:not([data-past])")).toHaveCount(0);
  });
  await expect(freshness).toContainText("Live", { timeout: 30_000 });
  await expect(checkout).toHaveAccessibleName(/, failed/);
});

test("the worker goes away and comes back", async ({ page }) => {
  await page.goto("/releases/release:search-41.3");
  await signIn(page);
  await expect(page.getByText(/\d+ of 120 apps are done/).first()).toBeVisible({ timeout: 45_000 });
  const banner = page.getByText(/\d+ of 120 apps cannot be read/).first();
  await without("worker", async () => {
    await expect(banner).toBeVisible({ timeout: 30_000 });
    await page.keyboard.press("n");
    const unread = page.getByRole("treeitem", { name: /^app .*, unknown/ }).first();
    await expect(unread).toBeVisible();
    await expect(unread).toContainText(/not answered|No worker/);
    await expect(page).toHaveTitle(/^Unknown/);
    // Temporal itself answers: what did not move is still true, and the page is live.
    await expect(page.getByRole("group", FRESHNESS)).toContainText("Live", { timeout: 15_000 });
    await expect(page.getByRole("treeitem", { name: /^Wave 1, .*succeeded/ })).toBeVisible();
  });
  await expect(banner).toBeHidden({ timeout: 20_000 });
  await expect(page).toHaveTitle(/^In progress/);
});
