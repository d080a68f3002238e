import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import type { BrowserContext, Page } from "@playwright/test";
import { chromium } from "@playwright/test";
import { test as base } from "./stack";

const ENDPOINT = /^DevTools listening on (\S+)$/;

/** A browser that Playwright only watches: in those it starts, every page counts as seen, whatever lies on top. */
async function withBrowser(
  { program, profile }: { program: string; profile: string },
  provide: (context: BrowserContext) => Promise<void>,
): Promise<void> {
  const words = ["--headless", "--no-sandbox", "--remote-debugging-port=0"];
  const child = spawn(program, [...words, `--user-data-dir=${profile}`], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  try {
    let endpoint = "";
    for await (const line of createInterface({ input: child.stderr })) {
      endpoint = ENDPOINT.exec(line)?.[1] ?? "";
      if (endpoint !== "") break;
    }
    child.stderr.resume();
    const browser = await chromium.connectOverCDP(endpoint, { noDefaults: true });
    const [context] = browser.contexts();
    if (!context) throw new Error("no context");
    await provide(context);
  } finally {
    child.kill();
    await ended;
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Puts a tab behind others, where the browser itself takes it for hidden. */
export async function hide(tab: Page): Promise<void> {
  const session = await tab.context().newCDPSession(tab);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await session.detach();
}

/** Shows a hidden tab until what is returned is called. */
export async function show(tab: Page): Promise<() => Promise<void>> {
  const session = await tab.context().newCDPSession(tab);
  await session.send("Emulation.setFocusEmulationEnabled", { enabled: true });
  return () => session.detach();
}

export const test = base.extend<{ realTabs: BrowserContext }>({
  realTabs: async ({ launchOptions }, provide, testInfo) => {
    const program = launchOptions.executablePath ?? chromium.executablePath();
    await withBrowser({ program, profile: testInfo.outputPath("profile") }, provide);
  },
});
