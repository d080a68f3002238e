import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { test as base, expect } from "@playwright/test";

function password(state: unknown): string {
  return readFileSync(`${String(state)}/password`, "utf8").trim();
}

/** What a browser says when a session has ended or a release is looked for in vain: journeys do both. */
const EXPECTED = /Failed to load resource: the server responded with a status of 40[14]/;

interface Fixtures {
  signIn: (page: Page) => Promise<void>;
  /** Anything the browser complains about fails the journey: errors, and what the policy blocks. */
  noComplaints: void;
}

export const test = base.extend<Fixtures>({
  signIn: async ({ baseURL: _ }, provide, info) => {
    await provide(async (page) => {
      await page.getByLabel("Username").fill("demo");
      await page
        .getByLabel("Password", { exact: true })
        .fill(password(info.config.metadata["state"]));
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
    });
  },
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
