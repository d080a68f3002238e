import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";

/** Of what is so at this moment. */
export const now = expect.configure({ timeout: 100 });

/**
 * Seconds pass on a page whose clock is installed, one after the other, until this holds: nobody waits for them, and
 * none is skipped.
 */
export async function pass(page: Page, holds: () => Promise<unknown>): Promise<void> {
  await expect(async () => {
    await page.clock.runFor(1000);
    // What was asked meanwhile has been answered.
    await page.evaluate(() => fetch("/theme.js"));
    await holds();
  }).toPass({ intervals: [0] });
}
