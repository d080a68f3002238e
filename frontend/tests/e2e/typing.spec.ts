import type { Locator, Page } from "@playwright/test";
import { BIG } from "../support/bigTree";
import { answerRecorded } from "../support/recorded";
import { expect, test } from "./plain";

/**
 * Text that a person types belongs to that person: whatever the speed, whatever arrives meanwhile, no letter is lost,
 * doubled or moved. In both search fields, on a page that polls twice a second.
 */
const FIELDS = {
  list: { path: "/", label: "Search name, version or id", parameter: "q" },
  tree: { path: `/releases/${BIG}`, label: "Find in tree", parameter: "find" },
} as const;

type Field = (typeof FIELDS)[keyof typeof FIELDS];

async function open(page: Page, { path, label }: Field): Promise<Locator> {
  await answerRecorded(page, { nodes: 160 });
  await page.goto(path);
  const field = page.getByRole("searchbox", { name: label });
  await expect(field).toBeVisible();
  await expect(page.getByRole("group", { name: "Freshness" })).toContainText("Live");
  return field;
}

function address(page: Page, { parameter }: Field): string | null {
  return new URL(page.url()).searchParams.get(parameter);
}

for (const [where, field] of Object.entries(FIELDS)) {
  for (const delay of [40, 120, 260]) {
    test(`every letter stays, ${where}, one in ${String(delay)} ms`, async ({ page }) => {
      const box = await open(page, field);
      await box.pressSequentially("service storefront", { delay });
      await expect(box).toHaveValue("service storefront");
      await expect.poll(() => address(page, field)).toBe("service storefront");
      await expect(box).toHaveValue("service storefront");
    });
  }

  test(`a blank waits for the next word, ${where}`, async ({ page }) => {
    const box = await open(page, field);
    await box.pressSequentially("web ", { delay: 60 });
    await expect.poll(() => address(page, field)).toBe("web");
    // Long enough for polls, too.
    await page.waitForResponse((answer) => answer.url().includes("/api/releases"));
    await page.waitForResponse((answer) => answer.url().includes("/api/releases"));
    await expect(box).toHaveValue("web ");
    await box.pressSequentially("app", { delay: 60 });
    await expect(box).toHaveValue("web app");
    await expect.poll(() => address(page, field)).toBe("web app");
    await expect(box).toHaveValue("web app");
  });

  test(`what is pasted, changed in the middle and cleared, ${where}`, async ({ page }) => {
    const box = await open(page, field);
    await box.fill("service-1 x");
    await expect.poll(() => address(page, field)).toBe("service-1 x");
    await box.press("Home");
    await box.pressSequentially("my ", { delay: 150 });
    await expect(box).toHaveValue("my service-1 x");
    await expect.poll(() => address(page, field)).toBe("my service-1 x");
    await expect(box).toHaveJSProperty("selectionStart", 3);
    await box.pressSequentially("abc");
    await box.press("Escape");
    await expect(box).toHaveValue("");
    await expect.poll(() => address(page, field)).toBeNull();
    await expect(box).toHaveValue("");
    await box.pressSequentially("again", { delay: 100 });
    await expect.poll(() => address(page, field)).toBe("again");
  });

  test(`a slow machine loses nothing either, ${where}`, async ({ page }) => {
    const box = await open(page, field);
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
    for (const [index, letter] of "storefront web".split("").entries()) {
      // Some fall into the moment in which the address changes.
      await box.pressSequentially(letter, { delay: 30 + 50 * (index % 6) });
    }
    await expect(box).toHaveValue("storefront web");
    await expect.poll(() => address(page, field)).toBe("storefront web");
    await expect(box).toHaveValue("storefront web");
  });

  test(`a word is composed in peace, ${where}`, async ({ page }) => {
    const box = await open(page, field);
    await box.focus();
    const session = await page.context().newCDPSession(page);
    for (const text of ["ｓ", "し", "しょ"]) {
      await session.send("Input.imeSetComposition", {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
      await page.waitForResponse((answer) => answer.url().includes("/api/releases"));
      await expect(box).toHaveValue(text);
      expect(address(page, field)).toBeNull();
    }
    await session.send("Input.insertText", { text: "書店" });
    await expect(box).toHaveValue("書店");
    await expect.poll(() => address(page, field)).toBe("書店");
  });
}

test("a word is composed in peace where a release is chosen", async ({ page }) => {
  await answerRecorded(page, { nodes: 160 });
  const asked: (string | null)[] = [];
  page.on("request", (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname.endsWith("/api/releases")) asked.push(searchParams.get("q"));
  });
  await page.goto(`/compare?a=${BIG}`);
  const box = page.getByRole("searchbox", { name: "Name, version or id" });
  await box.focus();
  const session = await page.context().newCDPSession(page);
  const composed = ["ｓ", "し", "しょ"];
  for (const text of composed) {
    await session.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
    await expect(box).toHaveValue(text);
  }
  await session.send("Input.insertText", { text: "書店" });
  await expect.poll(() => asked).toContain("書店");
  expect(asked.filter((text) => composed.includes(text ?? ""))).toEqual([]);
});

test("going back and forward takes the field along", async ({ page }) => {
  const box = await open(page, FIELDS.tree);
  await box.pressSequentially("service", { delay: 40 });
  await expect.poll(() => address(page, FIELDS.tree)).toBe("service");
  await page.getByRole("treeitem").first().click();
  await expect(page).toHaveURL(/node=/);
  await box.press("End");
  await box.pressSequentially("-1", { delay: 40 });
  await expect.poll(() => address(page, FIELDS.tree)).toBe("service-1");
  await page.goBack();
  await expect(box).toHaveValue("service");
  await page.goForward();
  await expect(box).toHaveValue("service-1");
});
