import type { Page } from "@playwright/test";
import { BIG } from "../support/bigTree";
import { answerRecorded } from "../support/recorded";
import { expectAccessible } from "./axe";
import { expect, test } from "./plain";

/**
 * What one key or a few Tabs lead to: the problem whatever filter hides it, the parts of the page, and the clipboard
 * wherever a browser has one. What cannot be done is said.
 */
const PAGE = `/releases/${BIG}`;
const PROBLEM = /^app service-\d+, failed/;

async function active(page: Page): Promise<string> {
  const id = await page.getByRole("tree").getAttribute("aria-activedescendant");
  const row = page.locator(`[id="${id ?? "none"}"]`);
  return (await row.getAttribute("aria-label")) ?? "";
}

for (const [what, query] of Object.entries({
  "another wave": "?wave=wave:big-1.0:5",
  "another status": "?status=succeeded",
  "two other statuses": "?status=running&status=pending",
  "words that match nothing": "?find=nothing-is-called-so",
  "words that match others": "?find=service-3",
  "a wave, words and a status": "?wave=wave:big-1.0:4&find=service-3&status=pending",
  "nothing at all": "",
})) {
  test(`n finds the problem behind ${what}`, async ({ page }) => {
    await answerRecorded(page, { nodes: 160 });
    await page.goto(PAGE + query);
    await expect(page.getByRole("tree")).toBeAttached();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Big");
    await page.keyboard.press("n");
    await expect.poll(() => active(page)).toMatch(PROBLEM);
    await expect(page.getByRole("treeitem", { name: PROBLEM }).first()).toBeInViewport();
    if (query !== "") {
      await expect(
        page.getByText(/^The filter hid service-\d+, so it was widened\.$/),
      ).toBeVisible();
      // Nothing of it comes back by itself.
      await expect(page).toHaveURL(new RegExp(`${BIG}$`));
    }
  });
}

test("n leaves a filter alone that shows a problem", async ({ page }) => {
  await answerRecorded(page, { nodes: 160 });
  await page.goto(`${PAGE}?status=failed`);
  await expect(page.getByRole("treeitem").first()).toBeVisible();
  await page.keyboard.press("n");
  await expect.poll(() => active(page)).toMatch(PROBLEM);
  await expect(page).toHaveURL(/\?status=failed$/);
});

test("n unfolds what was folded in a search", async ({ page }) => {
  await answerRecorded(page, { nodes: 160 });
  await page.goto(`${PAGE}?status=failed`);
  await page.locator("[role=treeitem][aria-level='1'] [data-toggle]").click();
  await expect(page.getByRole("treeitem", { name: PROBLEM })).toHaveCount(0);
  await page.keyboard.press("n");
  await expect.poll(() => active(page)).toMatch(PROBLEM);
});

for (const [link, tabs, arrived] of [
  ["Skip to the problems", 2, () => document.activeElement?.id === "problems"],
  ["Find in the tree", 3, () => document.activeElement?.matches("input[type=search]") === true],
  ["Skip to the tree", 4, () => document.activeElement?.getAttribute("role") === "tree"],
] as const) {
  test(`a few Tabs lead far: ${link}`, async ({ page }) => {
    await answerRecorded(page, { nodes: 160 });
    await page.goto(PAGE);
    await expect(page.getByRole("treeitem").first()).toBeVisible();
    for (let tab = 0; tab < tabs; tab += 1) await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: link })).toBeFocused();
    await page.keyboard.press("Enter");
    expect(await page.evaluate(arrived)).toBe(true);
    await expect(page).toHaveURL(new RegExp(`${BIG}$`));
  });
}

const CLIPBOARDS = {
  "plain http": () => Object.defineProperty(navigator, "clipboard", { value: undefined }),
  "a refused permission": () =>
    Object.defineProperty(navigator, "clipboard", {
      value: { writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) },
    }),
};

for (const [what, prepare] of Object.entries(CLIPBOARDS)) {
  test(`copies on ${what}, by button and by key`, async ({ page }) => {
    await answerRecorded(page, { nodes: 160 });
    await page.addInitScript(prepare);
    await page.goto(PAGE);
    await expect(page.getByRole("treeitem").first()).toBeVisible();
    await page.getByRole("button", { name: "Copy link" }).click();
    await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
    const box = page.getByRole("searchbox");
    // What is found stands in the address soon after.
    const address = page.url();
    await box.press("ControlOrMeta+v");
    await expect(box).toHaveValue(address);
    await box.fill("");
    await page.getByRole("treeitem", { name: PROBLEM }).first().click();
    await page.keyboard.press("c");
    await expect(page.getByText(/^Copied app:big-1\.0:/)).toBeVisible();
    await expect(page.getByRole("tree")).toBeFocused();
    await box.press("ControlOrMeta+v");
    await expect(box).toHaveValue(/^app:big-1\.0:/);
  });

  test(`gives what cannot be copied to be taken by hand, ${what}`, async ({ page }) => {
    await answerRecorded(page, { nodes: 160 });
    await page.addInitScript(prepare);
    await page.addInitScript(() => {
      document.execCommand = () => false;
    });
    for (const path of ["/", PAGE]) {
      await page.goto(path);
      if (path === "/") await page.getByRole("link", { name: /^Big/ }).focus();
      else await page.getByRole("treeitem", { name: PROBLEM }).first().click();
      await page.keyboard.press("c");
      await expect(page.getByText("The browser refused to copy.")).toBeVisible();
      await expect(page.getByRole("textbox", { name: "To copy" })).toHaveValue(/big-1\.0/);
      await page.getByRole("button", { name: "Close the notice" }).click();
      await expect(page.getByText("The browser refused to copy.")).toHaveCount(0);
    }
    await page.getByRole("button", { name: "Copy link" }).first().click();
    await expect(page.getByRole("textbox", { name: "To copy" })).toHaveValue(/^http/);
  });
}

test("without motion a mark keeps its time, whatever changes meanwhile", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const recorded = await answerRecorded(page, { nodes: 160 });
  await page.clock.install();
  // What is found is unfolded, so that rows are there to be marked.
  await page.goto(`${PAGE}?find=service`);
  await page.getByRole("treeitem").first().waitFor();
  // A clock that goes by itself would take marks away on a busy machine.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 60_000);
  const seen: string[][] = [];
  for (let round = 1; round <= 4; round += 1) {
    recorded.tree = { nodes: 160, round, changed: 0.2 };
    const read = page.waitForResponse((answer) => answer.url().includes("/hierarchy"));
    await page.clock.runFor(700);
    await read;
    await page.evaluate(() => fetch("/theme.js"));
    await page.clock.runFor(20);
    seen.push(
      await page
        .locator(".tree-row:has(.tree-flash)")
        .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-path") ?? "")),
    );
  }
  // Four changed reads in less than the time of one mark: each adds its own.
  for (const [index, marks] of seen.entries()) {
    expect(marks, String(index)).toEqual(expect.arrayContaining(seen[index - 1] ?? []));
  }
  expect(seen.at(-1)).not.toEqual([]);
});

test("a menu stands at its button, and gives the focus back to it", async ({ page }) => {
  await answerRecorded(page, { nodes: 160 });
  await page.goto(PAGE);
  const button = page.getByRole("button", { name: "Tree options" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitemcheckbox", { name: "Hide finished" })).toBeFocused();
  await expectAccessible(page, "menu");
  const [at, menu] = [await button.boundingBox(), await page.getByRole("menu").boundingBox()];
  if (!at || !menu) throw new Error("not on the page");
  expect(menu.x + menu.width).toBeCloseTo(at.x + at.width, 0);
  expect(Math.min(Math.abs(menu.y - at.y - at.height), Math.abs(at.y - menu.y - menu.height))).toBe(
    4,
  );
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toBeHidden();
  await expect(button).toBeFocused();
  // What is typed at once is no shortcut of the page.
  const focused = await button.evaluate((element: HTMLElement) => {
    element.click();
    return document.activeElement?.role;
  });
  expect(focused).toBe("menu");
  await page.keyboard.press("Escape");

  // The click that closes a menu opens nothing.
  await button.click();
  await expect(page.getByRole("menu")).toBeFocused();
  await button.click();
  await expect(page.getByRole("menu")).toBeHidden();
  await button.click();
  await page.getByRole("heading", { level: 1 }).click();
  await expect(page.getByRole("menu")).toBeHidden();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: /Menu$/ }).click();
  await expect(page.getByRole("menuitem", { name: "Versions" })).toBeInViewport({ ratio: 1 });
});
