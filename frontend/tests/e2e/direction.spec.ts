/**
 * That a name which turns the direction of writing turns nothing but itself. The server keeps such marks: they belong to
 * names in Arabic or Hebrew.
 */
import type { Page } from "@playwright/test";
import { comparison } from "../support/comparison";
import { answerFixed } from "../support/fixed";
import { releasePage } from "../support/releases";
import { READ_AT, RELEASE_ID, storefront } from "../support/samples";
import { versionsOf } from "../support/versions";
import { expect, test } from "./plain";

const PAGE = `/releases/${RELEASE_ID}`;
const CHECKOUT = `${RELEASE_ID}/wave:wave-2/cluster:eu-west-1b/bundle:eu-west-1b/app:checkout`;
const PHONE = { width: 390, height: 844 };

const RIGHT_TO_LEFT = "\u202E";
const OWN_WORDS =
  /^(?:name|label|detail|message|cause|place|version|previous_version|waiting_for|who|app|family)$/;

/** Every name, and whatever else a workflow says in its own words, turns the direction of writing. */
function turned<Told extends object>(told: Told): Told {
  for (const [key, value] of Object.entries(told)) {
    if (typeof value === "object" && value !== null) turned(value);
    else if (typeof value === "string" && (OWN_WORDS.test(key) || Array.isArray(told))) {
      Reflect.set(told, key, RIGHT_TO_LEFT + value);
    }
  }
  return told;
}

async function answerTurned(page: Page): Promise<void> {
  const tree = storefront();
  const path = `${RELEASE_ID}/wave:wave-1`;
  const given = { path, label: "Wave 1", at: READ_AT, asked_at: READ_AT, who: "A. Rossi" };
  tree.approvals = [given, { ...given, signal: "approve" }];
  await answerFixed(page, turned(tree), turned(releasePage()));
  const headers = { date: new Date().toUTCString() };
  const versions = versionsOf(20, 5);
  turned(versions.apps);
  turned(versions.releases);
  await page.route("**/api/versions", (route) => route.fulfill({ json: versions, headers }));
  const compared = turned(comparison());
  await page.route("**/api/compare?*", (route) => route.fulfill({ json: compared, headers }));
}

/** Texts of the page's own of which the first letter stands right of the last one. */
function turnedTexts(page: Page): Promise<string[]> {
  return page.evaluate((mark) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    const boxAt = (node: Node, at: number) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect();
    };
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent ?? "";
      const words = text.trimEnd();
      const first = text.length - text.trimStart().length;
      if (words.length - first < 2 || text.includes(mark)) continue;
      const [from, to] = [boxAt(node, first), boxAt(node, words.length - 1)];
      if (from.top === to.top && from.left > to.left) found.push(text);
    }
    return found;
  }, RIGHT_TO_LEFT);
}

/** The first row of whatever the page shows. */
const firstRow = (page: Page) =>
  page.locator(".tree-row, .release-row, .compare-row, .version-cell, .version-card").first();

const ADDRESSES = {
  list: "/",
  "tree, and panel of an app": `${PAGE}?node=${encodeURIComponent(CHECKOUT)}`,
  "panel of the release": `${PAGE}?node=${encodeURIComponent(RELEASE_ID)}`,
  timeline: `${PAGE}?view=timeline`,
  versions: "/versions?q=app",
  compare: `/compare?a=release:storefront-2026.47.3&b=${RELEASE_ID}`,
};

for (const [where, address] of Object.entries(ADDRESSES)) {
  test(`a name from right to left turns no words beside it: ${where}`, async ({ page }) => {
    await answerTurned(page);
    await page.goto(address);
    await expect(firstRow(page)).toBeAttached();
    expect(await turnedTexts(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    await expect(firstRow(page)).toBeAttached();
    expect(await turnedTexts(page)).toEqual([]);
  });
}

test("a name from right to left stands before what follows it", async ({ page }) => {
  await answerTurned(page);
  await page.goto(PAGE);
  await expect(firstRow(page)).toBeAttached();
  const title = page.getByRole("heading", { level: 1 });
  const problem = page.locator(".problem-name").first();
  for (const line of [title, problem]) {
    const lefts = await line.evaluate((node) =>
      [...node.children].slice(0, 2).map((child) => child.getBoundingClientRect().left),
    );
    expect(lefts[0]).toBeLessThan(lefts[1] ?? 0);
  }
});
