import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { defineConfig, devices } from "@playwright/test";

const root = fileURLToPath(new URL("..", import.meta.url));
const python = `${root}.venv/bin/python`;

/** Ports and a state folder of their own, so that a running `make run` is left alone. */
const port = process.env["RELEASEWATCH_E2E_PORT"] ?? "8180";
const temporalPort = process.env["RELEASEWATCH_E2E_TEMPORAL_PORT"] ?? "7480";
const state = process.env["RELEASEWATCH_E2E_STATE"] ?? `${root}frontend/.cache/e2e`;

const chromium = execFileSync(python, [`${root}scripts/browser.py`], { encoding: "utf8" }).trim();

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  // One stack for all, and a machine that has more to do: journeys go one after the other.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env["CI"]),
  reporter: process.env["CI"] ? [["list"], ["html", { open: "never" }]] : "list",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  metadata: { root, state, temporalPort },
  use: {
    ...devices["Desktop Chrome"],
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    launchOptions: { executablePath: chromium },
  },
  webServer: {
    // With the demo: releases under way, failing, waiting, finished.
    command: `exec "${python}" "${root}scripts/devstack.py" --state "${state}"`,
    url: `http://localhost:${port}/readyz`,
    timeout: 90_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
    env: {
      // Its own Temporal with the demo, whatever the developer works with.
      TEMPORAL_ADDRESS: "",
      RELEASEWATCH_PORT: port,
      RELEASEWATCH_TEMPORAL_PORT: temporalPort,
    },
  },
});
