import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectAccessible } from "./axe";
import { demo, expect, fact, signIn, test } from "./stack";

/** Runs a command that was copied from the page, in a home of its own. */
function terminal() {
  const home = mkdtempSync(join(tmpdir(), "terminal-"));
  const path = `${fact("root")}.venv/bin:${process.env["PATH"] ?? ""}`;
  return (command: string, input = "") =>
    spawnSync("sh", ["-c", command], {
      input,
      encoding: "utf8",
      env: { PATH: path, XDG_CONFIG_HOME: home },
    });
}

test("a token from the user menu signs in a terminal until the browser signs out", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  await signIn(page);
  const menu = page.getByRole("button", { name: /Menu$/ });
  await expect(menu).toBeEnabled();
  await menu.press("Enter");
  await expect(page.getByRole("menu")).toBeVisible();
  await page.keyboard.type("copy");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Command-line token" });
  const token = await dialog.getByRole("textbox", { name: "The token" }).inputValue();
  await expectAccessible(page, "command-line token");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

  const run = terminal();
  const command = await dialog.getByRole("textbox", { name: "The command" }).inputValue();
  expect(run(command, `${token}\n`)).toMatchObject({ status: 0 });
  expect(run("releasewatch whoami -o name").stdout).toBe(`${demo().username}\n`);

  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(menu).toBeFocused();
  // The second time nothing is loaded first.
  await menu.click();
  await page.getByRole("menuitem", { name: "Copy a command-line token" }).click();
  await expect(dialog.getByRole("textbox", { name: "The token" })).not.toHaveValue(token);
  await dialog.getByRole("button", { name: "Close" }).click();
  await menu.click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(run("releasewatch whoami").status).toBe(4);
});
