import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { defineConfig, devices } from "@playwright/test";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Of each worker's server or stack, followed by its number. A running `make run` is left alone. */
const state = process.env["RELEASEWATCH_E2E_STATE"] ?? `${root}frontend/.cache/e2e`;

const chromium = execFileSync(`${root}.venv/bin/python`, [`${root}scripts/browser.py`], {
  encoding: "utf8",
}).trim();

/** Pages that are given recorded answers: they need no stack. */
const RECORDED =
  /(?:away|compare|direction|follow|forced|honesty|layout|reach|scale|states|timeline|translated|typing|upgrade|versions)\.spec\.ts$/;

/** On a stack that dies: nobody can share it. */
const MORTAL = /killed\.spec\.ts$/;

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  // Most of a journey is waiting, so there may be more of them than cores.
  workers: Number(process.env["RELEASEWATCH_E2E_WORKERS"] ?? "3"),
  fullyParallel: true,
  projects: [
    // A stack costs more than the browser on it, so these share one, and the others fill the workers that are left.
    { name: "stack", testIgnore: [RECORDED, MORTAL], workers: 1 },
    { name: "mortal", testMatch: MORTAL },
    { name: "recorded", testMatch: RECORDED },
  ],
  forbidOnly: Boolean(process.env["CI"]),
  reporter: process.env["CI"] ? [["list"], ["html", { open: "never" }]] : "list",
  // Only what never comes is given up: on a busy machine everything takes its time.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  metadata: { root, state },
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    // An eighth of the browser's time: where the test can be run again, `--trace on` is for that. Without a film, which
    // costs as much as the page itself.
    trace: { mode: process.env["CI"] ? "retain-on-failure" : "off", screenshots: false },
    // Scrollbars take room, as they do for most people.
    launchOptions: { executablePath: chromium, ignoreDefaultArgs: ["--hide-scrollbars"] },
  },
});
