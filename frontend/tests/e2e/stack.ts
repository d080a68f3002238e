import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { test as base, expect } from "@playwright/test";

/** What a browser says when a session has ended, a release is looked for in vain, or Temporal or the network is gone. */
const EXPECTED =
  /Failed to load resource: (?:the server responded with a status of (?:40[14]|503)|net::ERR_INTERNET_DISCONNECTED)/;

interface User {
  username: string;
  password: string;
}

/** What the configuration says of the stack. */
export function fact(name: "root" | "state" | "temporalPort"): string {
  return String(base.info().config.metadata[name]);
}

/** A stack's start makes one user, a viewer, and leaves the password in its folder. */
export function demo(state = fact("state")): User {
  return { username: "demo", password: readFileSync(`${state}/password`, "utf8").trim() };
}

/** Makes another one as an operator would; the running server notices at once. */
export function makeAdmin(): User {
  const admin = { username: "operator", password: randomUUID() };
  const words = ["user", "add", admin.username, "--role", "admin", "--replace", "--password-stdin"];
  execFileSync(`${fact("root")}.venv/bin/releasewatch`, words, {
    input: admin.password,
    env: { ...process.env, RELEASEWATCH_USERS_FILE: `${fact("state")}/users.toml` },
  });
  return admin;
}

export async function signIn(page: Page, { username, password }: User = demo()): Promise<void> {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
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
