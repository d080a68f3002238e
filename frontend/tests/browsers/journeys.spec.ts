import { readFileSync } from "node:fs";
import { Key, Origin } from "selenium-webdriver";
import BrowsingContext from "selenium-webdriver/bidi/browsingContext.js";
import { freePort } from "../e2e/part";
import { expect } from "../e2e/stack";
import type { Browser } from "./drivers";
import { BROWSERS, missing } from "./drivers";
import { Line } from "./line";
import type { Tab } from "./tab";
import { signIn, test } from "./tab";

const STOREFRONT = "/releases/release:storefront-2026.48.2";
const CATALOG = "release:catalog-18.6.0";
const PANEL = "[role=complementary], aside";

/** From the door to the reason, with the history and the keyboard, and out again. */
async function walk(tab: Tab, address: string): Promise<void> {
  await tab.open(address);
  await signIn(tab);
  await tab.sees("h1", "Releases");
  await tab.sees("[role=row] a, tr a", "Storefront");
  await tab.sees("[role=group][aria-label=Freshness]", "Live");

  await tab.type("input[type=search]", "storefront");
  await tab.isAt(/\?q=storefront/);
  // A tree opens where something has failed, and the demo has just begun.
  await tab.sees("[role=row]", "Failing");
  await tab.click("a[href^='/releases/']", "Storefront");
  await tab.sees("h1", "Storefront");

  await tab.click("[role=treeitem]", "checkout");
  await tab.isAt(/[?&]node=/);
  await tab.sees(PANEL, "ImagePullBackOff");

  await tab.back();
  await tab.seesNo(PANEL);
  await tab.back();
  await tab.sees("h1", "Releases");
  await tab.forward();
  await tab.sees("h1", "Storefront");
  await tab.forward();
  await tab.sees(PANEL, "ImagePullBackOff");
  await tab.press(Key.ESCAPE);
  await tab.seesNo(PANEL);

  await tab.press("n");
  await tab.press(Key.ENTER);
  await tab.sees(PANEL);
  await tab.press(Key.ESCAPE);
  await tab.press("g", "l");
  await tab.sees("h1", "Releases");

  await signOut(tab);
}

async function signOut(tab: Tab): Promise<void> {
  await tab.click("button[aria-haspopup=menu]");
  await tab.sees("[role=menu]:focus");
  await tab.press(Key.END);
  await tab.sees("[role=menuitem]:focus", "Sign out");
  await tab.press(Key.ENTER);
  await tab.sees("[name=password]");
}

async function enter(tab: Tab, address: string): Promise<void> {
  await tab.open(address);
  await signIn(tab);
}

/** What is shown of time, by keys, by dragging and by the wheel. */
async function moveInTime(tab: Tab, { isDeft }: Browser): Promise<void> {
  const zoomed = /[?&]from=/;
  const all = async () => {
    await tab.press("0");
    await tab.isAt(/^(?!.*[?&]from=)/);
  };
  const scale = await tab.part(".timeline-scale");
  await tab.press("+");
  await tab.isAt(zoomed);
  await all();
  const quarter = Math.round((await scale.getRect()).width / 4);
  await tab.driver
    .actions()
    .move({ x: -quarter, origin: scale })
    .press()
    .move({ x: 0, origin: scale })
    .move({ x: quarter, origin: scale })
    .release()
    .perform();
  await tab.isAt(zoomed);
  // The times that were dragged over are no text to be copied.
  expect(await tab.tells("getSelection().toString()")).toBe("");

  const window = await tab.part("[role=slider]");
  const before = await window.getAttribute("aria-valuenow");
  await tab.driver
    .actions()
    .move({ origin: window })
    .press()
    .move({ x: -60, origin: Origin.POINTER })
    .release()
    .perform();
  await expect.poll(() => window.getAttribute("aria-valuenow")).not.toBe(before);
  await all();
  if (!isDeft) return;
  await tab.driver
    .actions()
    .doubleClick(await tab.part(".timeline-bar"))
    .perform();
  await tab.isAt(zoomed);
  expect(await tab.tells("getSelection().toString()")).toBe("");
  await all();
  await tab.driver
    .actions()
    .keyDown(Key.CONTROL)
    .scroll(0, 0, 0, -120, scale)
    .keyUp(Key.CONTROL)
    .perform();
  await tab.isAt(zoomed);
}

/** Copied and inserted; saved as a file and opened again. */
async function takeAway(tab: Tab, address: string): Promise<void> {
  await tab.click(".rd-id button");
  await tab.sees(".rd-id [role=status]", "Copied");
  await tab.type("input[type=search]", Key.chord(Key.CONTROL, "v"));
  await tab.isAt(/[?&]find=release(?::|%3A)storefront/);
  await tab.press(Key.ESCAPE);
  await tab.isAt(/2026\.48\.2$/);

  await tab.click("button[aria-label='Tree options']");
  await tab.click("[role=menuitem]", "Export rows as CSV");
  const rows = readFileSync(await tab.saved(/^release-storefront.*\.csv$/), "utf8");
  expect(rows).toContain("ImagePullBackOff");
  await tab.click("button[aria-label='Tree options']");
  await tab.click("[role=menuitem]", "Export this tree");
  const file = await tab.saved(/^release-storefront.*\.json$/);
  await tab.open(`${address}/open`);
  await tab.sees("button", "Choose a file");
  await tab.attach("input[type=file]", file);
  await tab.sees("[role=treeitem]", "checkout");
  await tab.sees(".banner", "Nothing here is live.");
}

/** Dialogs and menus that the keyboard opens, uses and leaves. */
async function useKeys(tab: Tab): Promise<void> {
  const keys = await tab.part("button[aria-label=Keys]");
  await tab.driver.executeScript("arguments[0].focus()", keys);
  await tab.press(Key.ENTER);
  await tab.sees("dialog[open] :focus");
  await tab.press(Key.ESCAPE);
  await tab.seesNo("dialog[open]");
  await tab.focuses(keys);

  for (const button of [
    await tab.part("button[aria-label='Tree options']"),
    await tab.part("button[aria-haspopup=menu]", "Follow"),
  ]) {
    await tab.driver.executeScript("arguments[0].focus()", button);
    await tab.press(Key.ENTER);
    await tab.sees("[role=menu] [role^=menuitem]:focus");
    await tab.press(Key.ESCAPE);
    await tab.seesNo("[role=menu]:popover-open");
    await tab.focuses(button);
  }
  await tab.press("f");
  await tab.sees("[role=menu]", "Only mark the tab");
  await tab.click("[role=menuitem]", "Only mark the tab");
  await tab.sees("button[aria-haspopup=menu]", "Following");
}

/** Both heads of what runs where stay in place, and rows and columns come into view. */
async function scrollVersions(tab: Tab): Promise<void> {
  await tab.driver.manage().window().setRect({ width: 760, height: 700 });
  await tab.sees(".versions-grid .version-cell");
  const state = () =>
    tab.tells(`(() => {
      const grid = document.querySelector(".versions-grid");
      grid.scrollTo(120, 120);
      const { left, top } = grid.getBoundingClientRect();
      const head = document.querySelector(".versions-head").getBoundingClientRect();
      const corner = document.querySelector(".versions-corner").getBoundingClientRect();
      return [grid.scrollTop, grid.scrollLeft, head.top - top, corner.left - left];
    })()`);
  await expect.poll(state).toEqual([120, 120, 1, 1]);
  await tab.sees(".versions-grid .version-cell");
}

/** As narrow as the browser lets a page be. */
async function beNarrow(tab: Tab, { capabilities }: Browser): Promise<void> {
  if ("webSocketUrl" in capabilities("")) {
    const context = await BrowsingContext(tab.driver, {
      browsingContextId: await tab.driver.getWindowHandle(),
    });
    await context.setViewport(390, 844);
  } else {
    await tab.driver.manage().window().setRect({ width: 390, height: 844 });
  }
  await expect.poll(() => tab.tells("innerWidth < 480")).toBe(true);
}

const PAGES = {
  "/": "[role=row] a, tr a",
  [STOREFRONT]: "[role=treeitem]",
  [`${STOREFRONT}?view=timeline`]: ".timeline-bar",
  "/versions": ".version-card",
  [`/compare?a=${CATALOG}&b=release:storefront-2026.48.2`]: ".compare-row",
  "/legend": "th",
};

for (const browser of BROWSERS) {
  test.describe(browser.name, () => {
    test.skip(missing(browser).length > 0);
    test.use({ tried: browser });

    test("from the door to the reason and out again", async ({ stack, tab }) => {
      await walk(tab, stack);
    });

    test("a release: its timeline, its files, the keyboard", async ({ stack, tab }) => {
      // The whole address is kept at the door.
      await enter(tab, `${stack}${STOREFRONT}?view=timeline#/?x`);
      await tab.isAt(/\?view=timeline#\/\?x$/);
      await tab.open(`${stack}${STOREFRONT}?view=timeline`);
      await moveInTime(tab, browser);
      await tab.open(`${stack}${STOREFRONT}`);
      await useKeys(tab);
      await takeAway(tab, stack);
    });

    test("what runs where, side by side, and every page on a phone", async ({ stack, tab }) => {
      await enter(tab, `${stack}/versions`);
      await scrollVersions(tab);
      await beNarrow(tab, browser);
      for (const [path, part] of Object.entries(PAGES)) {
        await tab.open(`${stack}${path}`);
        await tab.sees(part);
        expect(await tab.tells("document.documentElement.scrollWidth <= innerWidth"), path).toBe(
          true,
        );
      }
    });

    test("an outage ends by itself, and one tab signs out the other", async ({ stack, tab }) => {
      const port = Number(await freePort());
      const address = `http://localhost:${String(port)}`;
      const line = new Line(port, Number(new URL(stack).port));
      await line.mend();
      try {
        await enter(tab, `${address}${STOREFRONT}`);
        await tab.sees("[role=group][aria-label=Freshness]", "Live");
        await line.cut();
        await tab.sees(".banner");
        await tab.sees("[role=treeitem]", "checkout");
        await line.mend();
        await tab.sees("[role=group][aria-label=Freshness]", "Live");
        await tab.seesNo(".banner");

        const first = await tab.driver.getWindowHandle();
        await tab.driver.switchTo().newWindow("tab");
        await tab.open(address);
        await tab.sees("h1", "Releases");
        await signOut(tab);
        await tab.driver.switchTo().window(first);
        await tab.sees("[name=password]");
      } finally {
        await line.cut();
      }
    });
  });
}
