import { expectAccessible } from "./axe";
import { expect, signIn, test } from "./stack";

test("every page is accessible, in both themes", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expectAccessible(page, "sign-in");

  await signIn(page);
  const storefront = page.getByRole("link", { name: /^Storefront 2026\.48\.2/ });
  await expect(storefront).toBeVisible();
  await expectAccessible(page, "list");

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await expectAccessible(page, "keys");
  await page.keyboard.press("Escape");

  await storefront.click();
  const checkout = page.getByRole("treeitem", { name: /^app checkout, failed/ }).first();
  await expect(checkout).toBeVisible();
  await expectAccessible(page, "release");
  await checkout.click();
  await expect(page.getByRole("complementary")).toBeVisible();
  await expectAccessible(page, "panel");

  await page.goto("/legend");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await expectAccessible(page, "legend");

  await page.goto("/releases/release:no-such");
  await expect(page.getByRole("heading", { name: "No release has this id" })).toBeVisible();
  await expectAccessible(page, "not found");
});
