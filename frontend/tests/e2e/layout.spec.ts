/**
 * That what is said fits where it stands. The kind: none, one, some and very many waves; names longer than any room;
 * a browser whose letters are larger; the room that scrollbars take; and paper, where nothing can be pointed at.
 */
import type { Locator, Page } from "@playwright/test";
import { answerFixed } from "../support/fixed";
import { releasePage } from "../support/releases";
import { RELEASE_ID, sample, storefront } from "../support/samples";
import { expect, test } from "./plain";
import type { Hierarchy, Wave } from "@/types/entities";

const PAGE = `/releases/${RELEASE_ID}`;
const CHECKOUT = `${RELEASE_ID}/wave:wave-2/cluster:eu-west-1b/bundle:eu-west-1b/app:checkout`;
const PHONE = { width: 390, height: 844 };
const LONG =
  "The storefront with all of its payment and recommendation services for half the world";

/** A third of the waves has succeeded, the third one has failed, and the next is under way. */
function withWaves(count: number): Hierarchy {
  const { tree } = sample("a wave behind");
  const [succeeded, failed, running, pending] = tree.release.waves;
  if (!succeeded || !failed || !running || !pending) throw new Error("no such waves");
  const done = Math.floor(count / 3);
  const likeOf = (index: number): Wave => {
    if (index === 2) return failed;
    return index < done ? succeeded : index === done ? running : pending;
  };
  const waves = Array.from({ length: count }, (_, index): Wave => {
    const wave: Wave = structuredClone(likeOf(index));
    const id = `wave:${String(index)}`;
    const path = `${RELEASE_ID}/${id}`;
    const ordinal = String(index + 1);
    return {
      ...wave,
      id,
      path,
      label: `Wave ${ordinal}`,
      detail: `Region ${ordinal} of the world`,
    };
  });
  return { ...storefront(), release: { ...tree.release, waves }, problems: [], current_wave: done };
}

async function open(page: Page, tree: Hierarchy, address = PAGE): Promise<void> {
  await answerFixed(page, tree, releasePage());
  await page.goto(address);
  await expect(page.getByRole("tree")).toBeAttached();
  await page.evaluate(() => document.fonts.ready);
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error("not on the page");
  return box;
}

function isSidewaysScrolled(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
  });
}

/** Waves whose number, name or count stand outside of their cells. */
function smeared(page: Page): Promise<string[]> {
  return page.locator(".wave:visible").evaluateAll((cells) =>
    cells.flatMap((cell) => {
      const [line, box] = [cell.querySelector(".wave-line"), cell.getBoundingClientRect()];
      const parts = [...(line?.children ?? [])].filter((part) => part.clientWidth > 1);
      const right = Math.max(...parts.map((part) => part.getBoundingClientRect().right));
      return right > box.right ? [cell.textContent] : [];
    }),
  );
}

for (const count of [0, 1, 8, 9, 20, 60, 300]) {
  test(`${String(count)} waves fit on a desktop and on a phone`, async ({ page }) => {
    const strip = page.getByRole("region", { name: "Waves" });
    await open(page, withWaves(count));
    await expect(strip).toHaveCount(count === 0 ? 0 : 1);
    for (const viewport of [{ width: 1440, height: 900 }, { width: 1024, height: 768 }, PHONE]) {
      await page.setViewportSize(viewport);
      expect(await smeared(page)).toEqual([]);
      expect(await isSidewaysScrolled(page)).toBe(false);
      const { y } = await boxOf(page.locator(".tree"));
      expect(y, "the tree is at most a screen away").toBeLessThan(viewport.height + 60);
      // Whichever is current, one that failed keeps its name.
      const failed = strip.getByText("Region 3 of the world").first();
      if (count > 2) await expect(failed).toBeVisible();
    }
  });
}

test("the waves that are not shown are counted, and come on request", async ({ page }) => {
  await open(page, withWaves(300));
  const strip = page.getByRole("region", { name: "Waves" });
  await expect(strip.getByRole("listitem")).toHaveCount(3);
  await strip.getByRole("button", { name: /298 more waves/ }).click();
  await expect(strip.getByRole("listitem")).toHaveCount(301);
  expect(await smeared(page)).toEqual([]);
  await strip.getByRole("button", { name: /Show fewer/ }).click();
  await expect(strip.getByRole("listitem")).toHaveCount(3);
});

test("page and bar change together, whatever the size of the letters", async ({
  playwright,
  launchOptions,
  baseURL,
}) => {
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    args: ["--blink-settings=defaultFontSize=24"],
  });
  const page = await browser.newPage(baseURL === undefined ? {} : { baseURL });
  await page.setViewportSize({ width: 900, height: 700 });
  await open(page, storefront());
  const isPhonesBar = await page.locator(".top-bar-nav").isHidden();
  expect(await page.locator(".tree-columns").isHidden()).toBe(isPhonesBar);
  await expect(page.getByText("Storefront", { exact: true }).first()).toBeInViewport();
  expect(await isSidewaysScrolled(page)).toBe(false);
  await browser.close();
});

test("the chips stand in one row beside the panel, where a scrollbar takes its room", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440 - 15, height: 900 });
  await open(page, storefront(), `${PAGE}?node=${encodeURIComponent(CHECKOUT)}`);
  await expect(page.getByRole("complementary")).toBeVisible();
  const chips = page.getByRole("group", { name: "Filter apps by status" }).getByRole("button");
  const tops = await chips.evaluateAll((all) =>
    all.map((chip) => chip.getBoundingClientRect().top),
  );
  expect(new Set(tops).size).toBe(1);
});

test("a long name leaves buttons and badge their places", async ({ page }) => {
  const long = storefront();
  long.release.name = LONG.repeat(3);
  await open(page, long);
  const title = await boxOf(page.getByRole("heading", { level: 1 }));
  const badge = await boxOf(page.locator(".verdict .status-badge"));
  const actions = await boxOf(page.locator(".release-actions"));
  expect(actions.x).toBeGreaterThanOrEqual(title.x + title.width);
  expect(badge.y).toBeGreaterThanOrEqual(
    Math.max(title.y + title.height, actions.y + actions.height),
  );
  await page.setViewportSize(PHONE);
  await expect(page.getByRole("heading", { level: 1 })).toBeInViewport();
  expect(await isSidewaysScrolled(page)).toBe(false);
});

test("on the narrowest phone buttons and facts wrap, and none is cut", async ({ page }) => {
  const waiting = storefront();
  waiting.problems = waiting.problems.map((each) => ({
    ...each,
    approve_url: "https://approvals.example.com/storefront",
  }));
  await page.setViewportSize({ width: 320, height: 844 });
  await open(page, waiting);
  const { width } = await boxOf(page.locator(".rd-head"));
  for (const each of await page.locator(".release-actions > :visible").all()) {
    const box = await boxOf(each);
    expect(box.x + box.width).toBeLessThanOrEqual(width - 16);
  }
  const running = await boxOf(page.locator(".rd-running"));
  expect(running.x).toBeGreaterThanOrEqual(16);
});

/** Texts of which a part is not shown. */
function cutTexts(texts: Locator): Promise<string[]> {
  return texts.evaluateAll((all) =>
    all.flatMap((text) =>
      text.scrollWidth > text.clientWidth || text.scrollHeight > text.clientHeight
        ? [text.textContent]
        : [],
    ),
  );
}

test("a tablet shows how long a wave took or what it waits for, and whole names of clusters", async ({
  page,
}) => {
  await page.setViewportSize({ width: 820, height: 1180 });
  await open(page, storefront(), `${PAGE}?view=timeline`);
  expect(await cutTexts(page.locator(".wave-note"))).toEqual([]);
  const clusters = page.locator(".tree-row[data-level='2'] .tree-label");
  await expect(clusters.first()).toBeVisible();
  expect(await cutTexts(clusters)).toEqual([]);
});

for (const view of ["tree", "timeline"]) {
  test(`at 400 % nothing stands over the row that is gone to, ${view}`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 225 });
    await open(page, storefront(), `${PAGE}?view=${view}`);
    await page.getByRole("tree").focus();
    for (const key of ["End", "ArrowUp", "ArrowUp", "Home", "ArrowDown"]) {
      await page.keyboard.press(key);
      const row = page.locator(".tree-row[data-active]");
      await expect(row).toBeInViewport({ ratio: 1 });
      const isSeen = () =>
        row.evaluate((node) => {
          const { left, top, bottom } = node.getBoundingClientRect();
          const at = [top + 2, bottom - 2].map((y) => document.elementFromPoint(left + 100, y));
          return at.every((found) => node.contains(found));
        });
      await expect.poll(isSeen).toBe(true);
    }
  });
}

/** Where the lines of an element begin and end. */
async function linesOf(locator: Locator): Promise<{ left: number; right: number }[]> {
  return locator.evaluate((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].map(({ left, right }) => ({ left, right }));
  });
}

for (const width of [1440, 768, 390]) {
  test(`long versions and names lose no letter without a sign at ${String(width)} px`, async ({
    page,
  }) => {
    const long = storefront();
    long.release.version = "release-with-every-change-since-spring-".repeat(4);
    long.release.previous_version = "f".repeat(200);
    long.problems = long.problems.map((each) => ({
      ...each,
      label: LONG.replaceAll(" ", "-").repeat(2),
    }));
    await page.setViewportSize({ width, height: 900 });
    await open(page, long);

    // A line of the facts that is not its first loses nothing where the dot before that one is cut off.
    const facts = await boxOf(page.locator(".release-facts").first());
    const cut = width > 640 ? 28 : 0;
    for (const line of await linesOf(page.locator(".release-versions"))) {
      expect(line.left).toBeGreaterThanOrEqual(facts.x + cut - 1);
      expect(line.right).toBeLessThanOrEqual(facts.x + facts.width + 1);
    }

    const name = page.locator(".problem-open").first();
    await expect(name).toHaveCSS("text-overflow", "ellipsis");
    const { x, width: wide } = await boxOf(page.locator(".problem-name").first());
    const place = width > 640 ? ".problem-place" : ".problem-in";
    expect((await boxOf(name)).width).toBeLessThan(wide);
    expect((await boxOf(page.locator(place).first())).x).toBeLessThan(x + wide - 20);
    if (width > 640) expect((await boxOf(page.locator(".crumbs"))).height).toBeLessThan(30);
    expect(await isSidewaysScrolled(page)).toBe(false);
  });
}

test("a long text stays in its column on paper, and the date is in the zone of the page", async ({
  page,
}) => {
  const tree = storefront();
  for (const app of tree.release.waves[1]?.clusters[2]?.bundle?.apps ?? []) {
    app.message = `${"Shifting traffic ".repeat(6)}${"without_a_blank".repeat(6)}`;
  }
  await page.setViewportSize({ width: 1100, height: 900 });
  await open(page, tree);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await expect(page.getByText(/^as of .* (?:UTC|local time)$/)).toBeVisible();
  // Chromium repeats it on each page only if it is not broken itself.
  const head = page.locator(".printed-head");
  await expect(head).toHaveCSS("display", "table-header-group");
  await expect(head).toHaveCSS("break-inside", "avoid");
  const over = await page.locator(".tree-row").evaluateAll((rows) =>
    rows.flatMap((row) => {
      const note = row.querySelector(".tree-note")?.getBoundingClientRect();
      const version = row.querySelector(".tree-version")?.getBoundingClientRect();
      return note && version && note.right > version.left ? [row.textContent] : [];
    }),
  );
  expect(over).toEqual([]);
});

/** A4 without its margins; the page has the width of a screen until it is printed. */
async function print(page: Page, address: string): Promise<void> {
  await open(page, storefront(), address);
  await page.setViewportSize({ width: 703, height: 1000 });
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
}

test("names on paper are broken between words, and stay in their cells", async ({ page }) => {
  await print(page, PAGE);
  const current = page.locator(".wave-strip > [data-current]");
  const detail = await boxOf(current.locator(".wave-detail"));
  expect(detail.height).toBeLessThan(detail.width);
  expect(await smeared(page)).toEqual([]);
  const tall = await page
    .locator(".tree-row :is(.tree-label, .tree-detail)")
    .evaluateAll((names) =>
      names.flatMap((name) => (name.getClientRects().length > 1 ? [name.textContent] : [])),
    );
  expect(tall).toEqual([]);
});

test("a wide screen gives a printed timeline no more ticks than paper has room for", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1900, height: 900 });
  await open(page, storefront(), `${PAGE}?view=timeline`);
  const ticks = page.locator(".timeline-tick");
  const onScreen = await ticks.count();
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  // A browser tells nobody how wide paper is.
  expect(await ticks.count()).toBeLessThan(onScreen);
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 703, height: 1000 });
  const spans = await ticks.evaluateAll((all) =>
    all.map((each) => each.getBoundingClientRect()).map(({ left, right }) => ({ left, right })),
  );
  for (const [index, { right }] of spans.entries()) {
    expect(right).toBeLessThanOrEqual(spans[index + 1]?.left ?? 703);
  }
});

test("the lines of a printed timeline go on to its last page", async ({ page }) => {
  await print(page, `${PAGE}?view=timeline`);
  // A page is higher than its rows, since none is broken: lines as long as all rows end too early.
  const list = await boxOf(page.getByRole("tree"));
  const lines = await boxOf(page.locator(".timeline-plane"));
  expect(lines.height).toBeGreaterThan(list.height * 1.5);
  await expect(page.getByRole("tree")).toHaveCSS("overflow", "clip");
});
