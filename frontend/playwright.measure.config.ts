import { defineConfig } from "@playwright/test";
import base from "./playwright.config.ts";

const { webServer: _stack, ...rest } = base;

/**
 * The built files and recorded answers alone: nothing else runs, so that only the page is measured. Nor does
 * Playwright record, because its pictures cost the page frames.
 */
export default defineConfig({
  ...rest,
  use: { ...rest.use, trace: "off" },
  testDir: "tests/measure",
  timeout: 600_000,
});
