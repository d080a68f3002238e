import { defineConfig } from "@playwright/test";
import base from "./playwright.config.ts";

/**
 * One stack of the same kind; it takes its time, until every release of the demo is where it leads. Pictures have no
 * scrollbars: nobody can use them.
 */
export default defineConfig({
  ...base,
  workers: 1,
  use: { ...base.use, launchOptions: { ...base.use?.launchOptions, ignoreDefaultArgs: [] } },
  testDir: "tests/screenshots",
  timeout: 400_000,
});
