import { answerRecorded } from "../support/recorded";
import { versionsOf } from "../support/versions";
import { expectAccessible } from "./axe";
import { expect, test } from "./plain";
import type { Page } from "@playwright/test";

async function open(page: Page, apps: number, clusters: number, query = ""): Promise<void> {
  await answerRecorded(page, { nodes: 100 });
  await page.route("**/api/versions", (route) =>
    route.fulfill({
      json: versionsOf(apps, clusters),
      headers: { date: new Date().toUTCString() },
    }),
  );
  await page.goto(`/versions${query}`);
  await expect(page.getByRole("grid")).toBeVisible();
}

test("500 apps in 200 clusters: few cells in the document, wherever one is", async ({ page }) => {
  await open(page, 500, 200);
  const cells = page.locator("[data-cell]");
  const few = async () => expect(await cells.count()).toBeLessThanOrEqual(40 * 70);
  await few();
  const grid = page.getByRole("grid");
  await grid.focus();
  await page.keyboard.press("Control+End");
  const last = page.locator(".version-cell[data-active]");
  await expect(last).toHaveAttribute("data-cell", "499 199");
  await expect(last).toBeInViewport();
  await few();
  await page.keyboard.press("Control+Home");
  await expect(last).toHaveAttribute("data-cell", "0 0");
});

test("the keyboard opens the node of a cell, and back returns to the table", async ({ page }) => {
  await open(page, 20, 5, "?q=app-000");
  await page.getByRole("grid").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".version-cell[data-active]")).toHaveAccessibleName(
    /Failed.*ImagePull/,
  );
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/releases\/release:r-2026\.48\.2\?node=/);
  await page.goBack();
  await expect(page).toHaveURL(/\/versions\?q=app-000/);
});

test("differences only is in the address and leaves what differs", async ({ page }) => {
  await open(page, 20, 5);
  await expect(page.getByRole("rowheader", { name: "app-001" })).toBeVisible();
  await page.getByRole("button", { name: "Differences only" }).click();
  await expect(page).toHaveURL(/differences=1/);
  await expect(page.getByRole("rowheader", { name: "app-001" })).toHaveCount(0);
  await expect(page.getByRole("columnheader", { name: "us-east-1" })).toHaveCount(0);
  await expect(page.getByText("31 of 40 releases read")).toBeVisible();
});

test("a chip leaves the apps that it counts, and stands in the address", async ({ page }) => {
  await open(page, 20, 5);
  const chips = page.getByRole("group", { name: "Filter apps" });
  await chips.getByRole("button", { name: "Failed 2" }).click();
  await expect(page).toHaveURL(/facet=failed/);
  await expect(page.getByRole("rowheader", { name: /^app-/ })).toHaveText([/^app-000/, /^app-010/]);
  await chips.getByRole("button", { name: "Failed 2" }).click();
  await chips.getByRole("button", { name: "Two releases 0" }).click();
  await expect(page.getByText("No app matches these filters")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/facet=/);
});

test("it is accessible, wide and on a phone", async ({ page }) => {
  await open(page, 61, 20);
  await expectAccessible(page, "wide");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, "phone");
});
