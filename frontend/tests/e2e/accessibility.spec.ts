import { violations } from "./axe";
import { expect, signIn, test } from "./stack";

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
