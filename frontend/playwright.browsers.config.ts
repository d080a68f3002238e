import { defineConfig } from "@playwright/test";
import base from "./playwright.config.ts";

/** The main journeys in the browsers that the system brings, one after the other on one stack. */
export default defineConfig({
  ...base,
  workers: 1,
  testDir: "tests/browsers",
  globalSetup: "./tests/browsers/leftOut.ts",
});
