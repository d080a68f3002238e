import type { Locator, Page } from "@playwright/test";
import { BIG } from "../support/bigTree";
import { answerRecorded } from "../support/recorded";
import type { Recorded } from "../support/recorded";
import { expectAccessible } from "./axe";
import { expect, test } from "./plain";

const PAGE = `/releases/${BIG}`;

async function openTimeline(page: Page, nodes: number): Promise<Recorded> {
  const recorded = await answerRecorded(page, { nodes });
  await page.goto(PAGE);
  await expect(page.getByRole("tree")).toBeVisible();
  await page.keyboard.press("t");
  await expect(page.getByRole("button", { name: "Timeline" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  return recorded;
}

type Box = Awaited<ReturnType<Locator["boundingBox"]>>;

function overlaps(box: Box, others: readonly Box[]): boolean {
  return others.some(
    (other) =>
      !box ||
      !other ||
      (box.x < other.x + other.width &&
        other.x < box.x + box.width &&
        box.y < other.y + other.height &&
        other.y < box.y + box.height),
  );
}

/** The rows in view, by their paths. */
function rowsOf(page: Page): Promise<unknown[]> {
  return page
    .getByRole("treeitem")
    .evaluateAll((rows) => rows.slice(0, 10).map((row) => row.getAttribute("data-path")));
}

test("the rows, their selection and the address are those of the tree", async ({ page }) => {
  await openTimeline(page, 160);
  await expect(page).toHaveURL(/view=timeline/);
  const wave = page.getByRole("treeitem", { name: /^Wave 1/ });
  await wave.click();
  await expect(wave).toHaveAttribute("aria-selected", "true");
  await expect(wave.locator(".timeline-bar").first()).toBeVisible();
  const shown = await rowsOf(page);
  await page.keyboard.press("t");
  await expect(page).not.toHaveURL(/view=timeline/);
  expect(await rowsOf(page)).toEqual(shown);
  await expect(wave).toHaveAttribute("aria-selected", "true");
});

test("10,000 rows: few are in the document", async ({ page }) => {
  await openTimeline(page, 10_000);
  await page.getByRole("tree").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("*");
  await page.keyboard.press("End");
  await expect(page.locator("[data-active]")).toHaveAccessibleName(/^cluster cluster-713/);
  expect(await page.getByRole("treeitem").count()).toBeLessThanOrEqual(80);
});

test("what is shown of time is in the address, and all of it one key away", async ({ page }) => {
  await openTimeline(page, 160);
  const fit = page.getByRole("button", { name: "Fit" });
  await expect(fit).toBeDisabled();
  await page.keyboard.press("+");
  await expect(page).toHaveURL(/from=.*&to=/);
  const zoomed = page.url();
  await page.keyboard.press("]");
  await expect(page).not.toHaveURL(zoomed);
  await page.keyboard.press("0");
  await expect(page).not.toHaveURL(/from=/);
  await expect(fit).toBeDisabled();
});

test("while zoomed all of time is a window to move, with pointer and keyboard", async ({
  page,
}) => {
  await openTimeline(page, 160);
  const window = page.getByRole("slider", { name: "Shown part of time" });
  await expect(window).toHaveCount(0);
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await window.press("End");
  await expect(window).toHaveAttribute("aria-valuenow", "100");
  await window.press("ArrowLeft");
  await expect(window).not.toHaveAttribute("aria-valuenow", "100");
  const wide = await window.boundingBox();
  const edge = await page.locator("[data-grip=from]").boundingBox();
  if (!edge || !wide) throw new Error("no window");
  await page.mouse.move(edge.x + 5, edge.y + 10);
  await page.mouse.down();
  await page.mouse.move(edge.x - 95, edge.y + 10, { steps: 4 });
  // It follows the pointer, and the address follows at the end.
  await expect
    .poll(async () => (await window.boundingBox())?.width)
    .toBeCloseTo(wide.width + 100, 0);
  const dragged = page.url();
  await page.mouse.up();
  await expect(page).not.toHaveURL(dragged);
  await expectAccessible(page, "timeline, zoomed");
  await page.keyboard.press("0");
  await expect(window).toHaveCount(0);
});

test("the focus stays on the page when what had it has nothing left to show", async ({ page }) => {
  await openTimeline(page, 160);
  const [fit, rows] = [page.getByRole("button", { name: "Fit" }), page.getByRole("tree")];
  await page.keyboard.press("+");
  await fit.focus();
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/from=/);
  await expect(fit).toBeFocused();
  await page.keyboard.press("+");
  await page.getByRole("slider", { name: "Shown part of time" }).focus();
  await page.keyboard.press("0");
  await expect(rows).toBeFocused();
  await fit.focus();
  await page.keyboard.press("t");
  await expect(rows).toBeFocused();
});

test("a phone that is narrower than its controls has them on two lines", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 844 });
  await openTimeline(page, 160);
  const names = ["Tree", "Timeline", "Show more of time", "Show less of time", "Tree options"];
  const search = page.getByRole("searchbox", { name: "Find in tree" });
  const controls = [
    search,
    ...names.map((name) => page.getByRole("button", { name, exact: true })),
  ];
  for (const isSearching of [false, true]) {
    if (isSearching) await search.focus();
    const boxes = await Promise.all(controls.map((each) => each.boundingBox()));
    expect(boxes.flatMap((box, at) => (overlaps(box, boxes.slice(0, at)) ? [at] : []))).toEqual([]);
  }
});

test("what is pointed at, or gone to by keyboard, is told with its time", async ({ page }) => {
  await openTimeline(page, 160);
  const time = page.locator(".timeline-crosshair-time");
  const tip = page.locator(".timeline-tip");
  await expect(time).toBeHidden();
  const wave = page.getByRole("treeitem", { name: /^Wave 1/ });
  await wave.locator(".timeline-bar").last().hover();
  await expect(time).toHaveText(/^\d\d:\d\d:\d\d$/);
  await expect(tip).toContainText("Wave 1");
  await page.mouse.move(0, 0);
  await expect(time).toBeHidden();
  await page.getByRole("tree").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(time).toBeVisible();
  await expect(tip).toContainText(/^Wave 1, .*\d\d:\d\d:\d\d/);
  await page.keyboard.press("ArrowDown");
  await expect(time).toBeHidden();
  await page.keyboard.press("+");
  await expect(page).toHaveURL(/from=.*&to=/);
  // A double click shows all of a bar: this one is as long as the release.
  await wave.locator(".timeline-bar").last().dblclick();
  await expect(page).not.toHaveURL(/from=/);
});

test("dragging over the head shows that part of time", async ({ page }) => {
  await openTimeline(page, 160);
  const box = await page.locator(".timeline-scale").boundingBox();
  if (!box) throw new Error("no scale");
  await page.mouse.move(box.x + box.width * 0.2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*&to=/);
  // The times in the head are no text to be copied.
  expect(await page.evaluate(() => String(getSelection()))).toBe("");
});

/** How much of all time is shown. */
async function shownPart(page: Page): Promise<number> {
  const strip = await page.locator(".timeline-strip").boundingBox();
  const window = await page.locator(".timeline-window").boundingBox();
  if (!strip || !window) throw new Error("not zoomed");
  return window.width / strip.width;
}

test("a wheel zooms by steps, two fingers on a trackpad by as much as they move", async ({
  page,
}) => {
  await openTimeline(page, 160);
  await page.locator(".timeline-scale").hover();
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await expect.poll(() => shownPart(page)).toBeCloseTo(0.8, 1);
  // As a browser tells it while they part.
  await page.mouse.wheel(0, -2);
  await page.mouse.wheel(0, -2);
  await page.mouse.wheel(0, -2);
  await page.keyboard.up("Control");
  await page.keyboard.press("]");
  expect(await shownPart(page)).toBeGreaterThan(0.7);
});

/** Fingers at these parts of a width, all at one height. */
async function fingersOn(page: Page, { x, width }: { x: number; width: number }, y: number) {
  const session = await page.context().newCDPSession(page);
  return (type: "touchStart" | "touchMove" | "touchEnd", ...places: number[]) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: places.map((place, id) => ({ x: x + place * width, y, id })),
    });
}

test("two fingers zoom and move what is shown, and one scrolls", async ({ page }) => {
  await openTimeline(page, 160);
  const box = await page.locator(".timeline-scale").boundingBox();
  if (!box) throw new Error("no scale");
  let touch = await fingersOn(page, box, box.y + 90);
  // There is no more than all of time.
  await touch("touchStart", 0.3, 0.7);
  await touch("touchMove", 0.4, 0.6);
  await touch("touchEnd");
  await expect(page.getByRole("button", { name: "Fit" })).toBeDisabled();
  await expect(page).not.toHaveURL(/from=/);
  await touch("touchStart", 0.45, 0.55);
  await touch("touchMove", 0.4, 0.6);
  await touch("touchMove", 0.3, 0.7);
  await touch("touchEnd");
  await expect(page).toHaveURL(/from=.*&to=/);
  expect(await shownPart(page)).toBeCloseTo(0.25, 1);
  const before = page.url();
  await touch("touchStart", 0.4, 0.6);
  await touch("touchMove", 0.3, 0.5);
  await touch("touchMove", 0.2, 0.4);
  await touch("touchEnd");
  await expect(page).not.toHaveURL(before);
  expect(await shownPart(page)).toBeCloseTo(0.25, 1);
  // In the head too, where one finger chooses a part.
  const head = await page.locator(".timeline-head").boundingBox();
  touch = await fingersOn(page, box, (head?.y ?? 0) + 20);
  await touch("touchStart", 0.4);
  await touch("touchStart", 0.4, 0.6);
  await touch("touchMove", 0.45, 0.55);
  await touch("touchEnd");
  await expect.poll(() => shownPart(page)).toBeCloseTo(0.5, 1);
  // Last, since the page may still scroll when the next fingers come.
  touch = await fingersOn(page, box, box.y + 90);
  const shown = page.url();
  await touch("touchStart", 0.4);
  await touch("touchMove", 0.6);
  await touch("touchEnd");
  await expect(page).toHaveURL(shown);
});

test("two fingers on the strip of all time zoom, and leave its window where it is", async ({
  page,
}) => {
  await openTimeline(page, 160);
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await page.getByRole("slider", { name: "Shown part of time" }).press("Home");
  expect(await shownPart(page)).toBeCloseTo(0.25, 1);
  const strip = await page.locator(".timeline-strip").boundingBox();
  if (!strip) throw new Error("no strip");
  const touch = await fingersOn(page, strip, strip.y + 14);
  await touch("touchStart", 0.45);
  await touch("touchStart", 0.45, 0.55);
  await touch("touchMove", 0.4, 0.6);
  await touch("touchMove", 0.35, 0.65);
  await touch("touchEnd");
  await expect.poll(() => shownPart(page)).toBeCloseTo(0.25 / 3, 1);
  const window = await page.locator(".timeline-window").boundingBox();
  const middle = ((window?.x ?? 0) + (window?.width ?? 0) / 2 - strip.x) / strip.width;
  expect(middle).toBeCloseTo(0.125, 1);
  // One finger moves it still.
  await touch("touchStart", 0.8);
  await touch("touchEnd");
  await expect
    .poll(async () => (await page.locator(".timeline-window").boundingBox())?.x)
    .toBeGreaterThan(strip.x + strip.width / 2);
});

test("a finger that scrolls the page from the head chooses no part of time", async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 500 });
  await openTimeline(page, 160);
  const box = await page.locator(".timeline-scale").boundingBox();
  if (!box) throw new Error("no scale");
  const chosen = page.locator(".timeline-drag");
  const session = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove", y: number) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: [{ x: box.x + box.width / 2, y: box.y + y }],
    });
  await touch("touchStart", 20);
  await expect(chosen).toHaveCount(1);
  for (const y of [10, -20, -60]) await touch("touchMove", y);
  await expect(chosen).toHaveCount(0);
});

test("fingers on a page that scrolls already zoom nothing", async ({ page }) => {
  await openTimeline(page, 160);
  await page.locator(".timeline-scale").evaluate((target) => {
    const tell = (type: string, ...places: number[]) => {
      const touches = places.map(
        (clientX, identifier) => new Touch({ identifier, target, clientX, clientY: 0 }),
      );
      // What a browser tells while it scrolls cannot be cancelled.
      target.dispatchEvent(new TouchEvent(type, { bubbles: true, cancelable: false, touches }));
    };
    tell("touchstart", 400, 500);
    tell("touchmove", 300, 600);
    tell("touchend");
  });
  await page.keyboard.press("+");
  await expect.poll(() => shownPart(page)).toBeCloseTo(0.5, 1);
});

test("a phone has one line of controls, and the chips behind the search", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openTimeline(page, 160);
  await page.getByRole("button", { name: "Show less of time" }).click();
  await expect(page).toHaveURL(/from=.*&to=/);
  const chips = page.getByRole("group", { name: "Filter apps by status" });
  await expect(chips).toBeHidden();
  await page.getByRole("searchbox", { name: "Find in tree" }).focus();
  await chips.getByRole("button", { name: /^Failed/ }).click();
  await page.getByRole("tree").focus();
  // What filters stays in sight.
  await expect(chips).toBeVisible();
  await expectAccessible(page, "timeline on a phone");
});

test("in an outage a phone has one line of controls too, and the banner its icon beside the text", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const recorded = await openTimeline(page, 160);
  recorded.isDown = true;
  const banner = page.getByRole("region", { name: "Outage" });
  const [icon, text] = [banner.locator("svg").first(), banner.locator("p")];
  await expect(text).toBeVisible();
  const boxes = [icon, text, page.getByRole("button", { name: "Timeline" })].map((each) =>
    each.boundingBox(),
  );
  const [iconBox, textBox, view] = await Promise.all(boxes);
  const less = await page.getByRole("button", { name: "Show less of time" }).boundingBox();
  const more = await page.getByRole("button", { name: "Show more of time" }).boundingBox();
  const zoom = Math.min(less?.x ?? 0, more?.x ?? 0);
  expect((view?.x ?? 0) + (view?.width ?? 0)).toBeLessThanOrEqual(zoom);
  const bottom = (textBox?.y ?? 0) + (textBox?.height ?? 0);
  expect(iconBox?.y).toBeGreaterThanOrEqual(textBox?.y ?? Infinity);
  expect(iconBox?.y).toBeLessThan(bottom);
  // What came after the last read is hatched, as all that is unknown.
  const after = page.locator(".timeline-future");
  await expect(after).toHaveCSS("background-image", /^repeating-linear-gradient/);
});

test("axe finds nothing", async ({ page }) => {
  await openTimeline(page, 160);
  await expectAccessible(page, "timeline");
});
