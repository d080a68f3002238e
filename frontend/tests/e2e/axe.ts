import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";

/** A row's label is its name, and that it says; its other columns are data, too much to be spoken each time. */
const IS_TREE_ROW = /^<div [^>]*role="treeitem"/;

/** Until all that was moving has come to its end; what moves for ever never does. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    let ending: Animation[];
    do {
      // What was changed just now, or by what has ended, begins to move with the next frame.
      await new Promise(requestAnimationFrame);
      ending = document
        .getAnimations()
        .filter((each) => Number.isFinite(each.effect?.getComputedTiming().endTime));
      await Promise.allSettled(ending.map((each) => each.finished));
    } while (ending.length > 0);
  });
}

async function violations(page: Page, rules: string[]): Promise<string[]> {
  // Entrances end before colours are measured.
  await settled(page);
  // What passes is only counted: to describe each of its elements takes longer than to look at them.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] });
  if (rules.length > 0) axe.withRules(rules);
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => !(id === "label-content-name-mismatch" && IS_TREE_ROW.test(html)))
      .map(({ html }) => `${id}: ${html.slice(0, 160)}`),
  );
}

/** The page follows the system, so one visit shows both themes, which differ in nothing but colours. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  for (const [colorScheme, rules] of [
    ["dark", []],
    ["light", ["color-contrast", "link-in-text-block"]],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    // The page hears of it a frame or two later.
    await expect(page.locator("html")).toContainClass(colorScheme);
    expect.soft(await violations(page, [...rules]), `${state}, ${colorScheme}`).toEqual([]);
  }
}
