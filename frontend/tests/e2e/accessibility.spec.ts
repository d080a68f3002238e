import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./stack";

/** A row's label is its name, and that it says; its other columns are data, too much to be spoken each time. */
const IS_TREE_ROW = /^<div [^>]*role="treeitem"/;

async function violations(page: Page): Promise<string[]> {
  // Entrances end before colours are measured.
  await page.waitForTimeout(400);
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => !(id === "label-content-name-mismatch" && IS_TREE_ROW.test(html)))
      .map(({ html }) => `${id}: ${html.slice(0, 160)}`),
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page is accessible, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    expect.soft(await violations(page), "sign-in").toEqual([]);

    await signIn(page);
    const storefront = page.getByRole("link", { name: /^Storefront 2026\.48\.2/ });
    await expect(storefront).toBeVisible({ timeout: 45_000 });
    expect.soft(await violations(page), "list").toEqual([]);

    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    expect.soft(await violations(page), "keys").toEqual([]);
    await page.keyboard.press("Escape");

    await storefront.click();
    const checkout = page.getByRole("treeitem", { name: /^app checkout, failed/ }).first();
    await expect(checkout).toBeVisible();
    expect.soft(await violations(page), "release").toEqual([]);
    await checkout.click();
    await expect(page.getByRole("complementary")).toBeVisible();
    expect.soft(await violations(page), "panel").toEqual([]);

    await page.goto("/legend");
    await expect(page.getByRole("rowheader").first()).toBeVisible();
    expect.soft(await violations(page), "legend").toEqual([]);

    await page.goto("/releases/release:no-such");
    await expect(page.getByRole("heading", { name: "No release has this id" })).toBeVisible();
    expect.soft(await violations(page), "not found").toEqual([]);
  });
}
