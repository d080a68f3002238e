import { whileTemporalIsSilent, workflows } from "./machinery";
import { expect, signIn, test } from "./stack";

const FRESHNESS = { name: "Freshness" };

test("an app fails and recovers while one watches", async ({ page }) => {
  const behind = workflows();
  const { releaseId, apps } = behind.startByHand(`Watched ${String(Date.now())}`);
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

  behind.signal(broken, "fail", "Readiness probe failed: 503");
  await expect(row).toHaveAccessibleName(/failed/);
  await expect(page.getByText("1 of 3 apps failed.").first()).toBeVisible();
  await expect(page.getByText("Readiness probe failed: 503").first()).toBeVisible();
  await expect(page).toHaveTitle(/^Failing, 1 of 3: Watched/);
  await expect(icon).not.toHaveAttribute("href", calmIcon ?? "");

  behind.signal(broken, "recover");
  await expect(row).toHaveAccessibleName(/in progress/);
  await expect(page).toHaveTitle(/^In progress/);
  await expect(icon).toHaveAttribute("href", calmIcon ?? "");
  for (const app of [broken, ...others]) behind.signal(app, "finish");
  await expect(page).toHaveTitle(/^Succeeded/);
});

test("Temporal falls silent and goes on", async ({ page }) => {
  await page.goto("/releases/release:storefront-2026.48.2");
  await signIn(page);
  const checkout = page.locator("[data-path$='eu-west-1b:checkout']");
  await expect(checkout).toHaveAccessibleName(/, failed/, { timeout: 45_000 });
  const freshness = page.getByRole("group", FRESHNESS);
  await whileTemporalIsSilent(async () => {
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
