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
  // Whether it is open is known once there is something below it.
  await expect(cluster).toHaveAttribute("aria-expanded", /true|false/);
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
  await expect(checkout).toHaveAccessibleName(/, failed/);
  const freshness = page.getByRole("group", FRESHNESS);
  await whileTemporalIsSilent(async () => {
    await expect(freshness).toContainText("Disconnected");
    await expect(
      page.getByText(/No answer from Temporal for|Temporal unreachable for/),
    ).toBeVisible();
    // The tree stays, said as the past, and nothing on it is confirmed.
    await expect(checkout).toHaveAccessibleName(/Had failed/);
    await expect(page.getByText("Temporal does not answer.").first()).toBeVisible();
    await expect(page.locator(".tree-row:not([data-past])")).toHaveCount(0);
  });
  await expect(freshness).toContainText("Live");
  await expect(checkout).toHaveAccessibleName(/, failed/);
});

test("the network goes away and comes back, under the list and a release", async ({
  context,
  page,
}) => {
  const { releaseId } = workflows().startByHand(`Offline ${String(Date.now())}`);
  await page.goto(`/releases/${releaseId}`);
  await signIn(page);
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  const list = await context.newPage();
  await list.goto("/");
  const storefront = list.getByRole("row").filter({ hasText: "Storefront 2026.48.2" });
  await expect(storefront).toBeVisible();
  const freshness = [page, list].map((each) => each.getByRole("group", FRESHNESS));
  for (const pill of freshness) await expect(pill).toContainText("Live");

  await context.setOffline(true);
  for (const each of [page, list]) {
    await expect(each.getByText("This browser is offline.", { exact: true })).toBeVisible();
    await expect(each.getByText(/^Attempt \d+, (?:next in \d+ s|trying now)$/)).toBeVisible();
  }
  for (const pill of freshness) await expect(pill).toContainText("Disconnected");
  await expect(page.locator(".tree-row:not([data-past])")).toHaveCount(0);
  await expect(storefront).toBeVisible();

  // Nobody has to do anything, and nobody has to wait for the attempt that was announced.
  const readAgain = [page, list].map((each) =>
    each.waitForResponse((answer) => answer.url().includes("/api/releases")),
  );
  await context.setOffline(false);
  await Promise.all(readAgain);
  for (const each of [page, list]) {
    await expect(each.getByText("This browser is offline.", { exact: true })).toBeHidden();
  }
  for (const pill of freshness) await expect(pill).toContainText("Live");
});
