import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page, TestInfo, WorkerInfo } from "@playwright/test";
import { test as base, expect } from "@playwright/test";
import { Part, freePort } from "./part";

/** What a browser says when a session has ended, a release is looked for in vain, or Temporal or the network is gone. */
const EXPECTED =
  /Failed to load resource: (?:the server responded with a status of (?:40[14]|503)|net::ERR_INTERNET_DISCONNECTED)/;

interface User {
  username: string;
  password: string;
}

/** Of the stack of this worker, which is a process of its own: none is in another's way. */
const ports = { port: "", temporalPort: "", temporalUiPort: "" };

function placeOf({ config: { metadata }, parallelIndex }: WorkerInfo | TestInfo) {
  return {
    root: String(metadata["root"]),
    state: `${String(metadata["state"])}-${String(parallelIndex)}`,
    ...ports,
  };
}

type Place = ReturnType<typeof placeOf>;

/** What there is to know of the stack that a journey is on. */
export function fact(name: keyof Place): string {
  return placeOf(base.info())[name];
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
    // The ports of the tests are no settings, and what is none is refused.
    env: { PATH: process.env["PATH"], RELEASEWATCH_USERS_FILE: `${fact("state")}/users.toml` },
  });
  return admin;
}

export async function signIn(page: Page, { username, password }: User = demo()): Promise<void> {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** The real thing with the demo: releases under way, failing, waiting, finished. */
function stackAt({ root, state, port, temporalPort, temporalUiPort }: Place): Part {
  return new Part({
    words: [`${root}.venv/bin/python`, `${root}scripts/devstack.py`, "--state", state],
    ready: /^Dashboard: /,
    env: {
      RELEASEWATCH_PORT: port,
      RELEASEWATCH_TEMPORAL_PORT: temporalPort,
      RELEASEWATCH_TEMPORAL_UI_PORT: temporalUiPort,
    },
  });
}

/** The demo's failing release has failed: what fails while one watches is not opened by itself. */
async function untilFailing(address: string, { username, password }: User): Promise<void> {
  const body = new URLSearchParams({ username, password });
  const signedIn = await fetch(`${address}/api/auth/login`, { method: "POST", body });
  const [, token = ""] = /"access_token":"([^"]+)"/.exec(await signedIn.text()) ?? [];
  const headers = { Authorization: `Bearer ${token}` };
  const read = async () => {
    const answer = await fetch(`${address}/api/releases/release:storefront-2026.48.2`, { headers });
    return answer.text();
  };
  await expect.poll(read, { timeout: 120_000 }).toContain('"failed":2');
}

export const test = base.extend<{ noComplaints: void }, { stack: string }>({
  /** The address of a stack that is started when the first journey of a worker asks for it. */
  stack: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
    async ({}, provide, worker) => {
      for (const name of ["port", "temporalPort", "temporalUiPort"] as const) {
        ports[name] = await freePort();
      }
      const place = placeOf(worker);
      const stack = stackAt(place);
      try {
        const address = `http://localhost:${place.port}`;
        await stack.start();
        await untilFailing(address, demo(place.state));
        await provide(address);
      } finally {
        await stack.end("SIGTERM");
      }
    },
    { scope: "worker" },
  ],
  baseURL: ({ stack }, provide) => provide(stack),
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
