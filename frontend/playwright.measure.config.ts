import { defineConfig } from "@playwright/test";
import base from "./playwright.config.ts";

/**
 * The built files and recorded answers alone: nothing else runs, so that only the page is measured. Nor does
 * Playwright record, because its pictures cost the page frames.
 */
export default defineConfig({
  ...base,
  use: { ...base.use, trace: "off" },
  testDir: "tests/measure",
  workers: 1,
  timeout: 600_000,
});
