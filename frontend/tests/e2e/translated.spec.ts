import type { Page } from "@playwright/test";
import type { EntityNode, Hierarchy, Status } from "@/types/entities";
import { WORDS } from "@/types/vocabulary.gen";
import { BIG, bigTree } from "../support/bigTree";
import { answerRecorded, listOf } from "../support/recorded";
import { expect, test } from "./plain";
import { now, pass } from "./seconds";

/**
 * A browser translates a page by putting <font> elements in the place of its texts, behind the page's back: instead
 * of a text, around it, or beside it before the text goes. Whatever it did, what changes afterwards is true, and
 * nothing breaks. Here even what is marked as not to be translated is: some translators do not ask.
 */
const PAGE = `/releases/${BIG}`;

const WAYS = ["replaced", "wrapped", "put before", "put after", "taken away first"] as const;
const BESIDE = "with their translation beside them";

/** Upper case instead of another language: one can read it, and tell it from what was not translated. */
async function translate(page: Page, way: (typeof WAYS)[number] | typeof BESIDE): Promise<void> {
  await page.evaluate((how) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Text && node.data.trim() !== "") texts.push(node);
    }
    for (const text of texts) {
      const outer = document.createElement("font");
      const inner = document.createElement("font");
      outer.append(inner);
      const parent = text.parentNode;
      if (!parent || parent.nodeName === "FONT" || parent.nodeName === "SCRIPT") continue;
      if (how !== "wrapped") inner.textContent = text.data.toUpperCase();
      if (how === "replaced") text.replaceWith(outer);
      if (how === "put before" || how === "wrapped") parent.insertBefore(outer, text);
      if (how === "put before") text.remove();
      if (how === "wrapped") inner.append(text);
      if (how === "with their translation beside them") text.after(outer);
      if (how === "put after") {
        text.after(outer);
        text.remove();
      }
      if (how === "taken away first") {
        const next = text.nextSibling;
        text.remove();
        parent.insertBefore(outer, next);
      }
    }
  }, way);
}

/** The release with every app, and so all above them, in one status. */
function all(status: Status, message?: string): Hierarchy {
  const tree = bigTree({ nodes: 160 });
  const become = (nodes: readonly EntityNode[], apps: number): number => {
    for (const node of nodes) {
      const word = status === "failed" && node.type !== "app" ? "Failing" : WORDS[status];
      const counts = { [status]: apps };
      Object.assign(node, { status, health: status, word, state: status, counts });
    }
    return apps;
  };
  let total = 0;
  for (const wave of tree.release.waves) {
    let below = 0;
    for (const cluster of wave.clusters) {
      const apps = cluster.bundle?.apps ?? [];
      for (const app of apps) become([Object.assign(app, { message })], 1);
      below += become([cluster, ...(cluster.bundle ? [cluster.bundle] : [])], apps.length);
    }
    total += become([wave], below);
  }
  become([tree.release], total);
  const word = status === "failed" ? "Failing" : WORDS[status];
  const verdict = { status, stuck: false, word, headline: `${word}: all of it.`, detail: "" };
  return { ...tree, verdict, problems: [] };
}

/** Without ages, which count on in two tabs as they like. */
async function words(page: Page): Promise<string> {
  const text = await page.getByRole("main").innerText();
  return text
    .toLowerCase()
    .replaceAll(/\d+ (?:s|min|h|d)\b/g, "#")
    .replaceAll(/\s+/g, " ");
}

/** Translations beside a text that says something else by now. */
async function untrue(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("main font > font")]
      .map((font) => [font.parentNode?.previousSibling?.textContent, font.textContent])
      .filter(([text, translation]) => text?.toUpperCase() !== translation)
      .map((both) => both.join(": ")),
  );
}

for (const way of [...WAYS, BESIDE] as const) {
  test(`what changes under a translation is true: texts ${way}`, async ({ context, page }) => {
    const served = { tree: bigTree({ nodes: 160 }) };
    // One lives through the same and is not translated: what the other says is measured by it.
    const plain = await context.newPage();
    const both = [page, plain];
    const states = [
      ["In progress", all("running")],
      ["Failing", all("failed", "ImagePullBackOff")],
      ["Needs approval", all("waiting", "Approve me")],
      ["Succeeded", all("succeeded")],
    ] as const;
    for (const each of both) {
      await each.clock.install({ time: "2026-11-24T12:00:00Z" });
      await answerRecorded(each, { nodes: 160 });
      const read_at = "2026-11-24T12:00:00Z";
      await each.route(/\/hierarchy$/, (route) =>
        route.fulfill({ json: { ...served.tree, read_at } }),
      );
      await each.route(/\/api\/releases(?:\?|$)/, (route) =>
        route.fulfill({ json: { ...listOf(served.tree), read_at } }),
      );
    }
    for (const path of [PAGE, "/"]) {
      served.tree = bigTree({ nodes: 160 });
      for (const each of both) {
        await each.goto(path);
        await expect(each.getByRole("main")).toContainText("Big");
      }
      for (const [word, tree] of states) {
        await translate(page, way);
        served.tree = tree;
        for (const each of both) {
          await each.clock.runFor(5000);
          await expect(each.getByRole("main")).toContainText(word);
        }
        if (way === BESIDE) {
          await expect.poll(() => untrue(page)).toEqual([]);
          continue;
        }
        // Each reads when its own clock says so: in the end both say the same.
        await expect(async () => expect(await words(page)).toBe(await words(plain))).toPass();
      }
    }
  });
}

for (const way of WAYS) {
  test(`moving about under a translation breaks nothing: texts ${way}`, async ({ page }) => {
    await page.clock.install();
    const recorded = await answerRecorded(page, { nodes: 160 });
    await page.goto(PAGE);
    const row = page.getByRole("treeitem", { name: /^app service-\d+, failed/ }).first();
    await expect(row).toBeVisible();
    await translate(page, way);
    await row.click();
    await expect(page.getByRole("complementary")).toBeVisible();
    await translate(page, way);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("complementary")).toHaveCount(0);
    await translate(page, way);
    recorded.isDown = true;
    const outage = page.getByText(/Temporal unreachable for/i);
    await pass(page, () => now(outage).toBeVisible());
    await translate(page, way);
    recorded.isDown = false;
    await pass(page, () => now(outage).toHaveCount(0));
    await translate(page, way);
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible();
    await translate(page, way);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.getByRole("searchbox").fill("nothing-is-called-so");
    await expect(page.getByText(/Nothing in the tree matches/i)).toBeVisible();
    await translate(page, way);
    await page.getByRole("searchbox").fill("");
    await expect(row).toBeVisible();
    await translate(page, way);
    await page.getByRole("link", { name: /^legend$/i }).click();
    await expect(page.getByRole("heading", { name: /status vocabulary/i })).toBeVisible();
    await translate(page, way);
    await page.goBack();
    await expect(row).toBeVisible();
    await expect(page.getByText("This page broke")).toHaveCount(0);
  });
}
