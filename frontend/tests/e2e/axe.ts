import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** A row's label is its name, and that it says; its other columns are data, too much to be spoken each time. */
const IS_TREE_ROW = /^<div [^>]*role="treeitem"/;

export async function violations(page: Page): Promise<string[]> {
  // Entrances end before colours are measured.
  await page.waitForTimeout(400);
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => !(id === "label-content-name-mismatch" && IS_TREE_ROW.test(html)))
      .map(({ html }) => `${id}: ${html.slice(0, 160)}`),
  );
}
