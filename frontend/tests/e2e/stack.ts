import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { test as base, expect } from "@playwright/test";

/** What a browser says when a session has ended, a release is looked for in vain or Temporal is gone: journeys do all. */
const EXPECTED = /Failed to load resource: the server responded with a status of (?:40[14]|503)/;

/** The stack's start made the one user there is. */
function password(): string {
  const state = String(base.info().config.metadata["state"]);
  return readFileSync(`${state}/password`, "utf8").trim();
}

export async function signIn(page: Page): Promise<void> {
  await page.getByLabel("Username").fill("demo");
  await page.getByLabel("Password", { exact: true }).fill(password());
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

export const test = base.extend<{ noComplaints: void }>({
  /** Anything the browser complains about fails the journey: errors, and what the policy blocks. */
  noComplaints: [
    async ({ page }, provide) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        const isBad = message.type() === "error" || message.type() === "warning";
        if (isBad && !EXPECTED.test(message.text())) complaints.push(message.text());
      });
      await page.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
          console.error(`Policy: ${event.violatedDirective} ${event.blockedURI}`);
        });
      });
      await provide();
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
