import { defineConfig } from "@playwright/test";
import base from "./playwright.config.ts";

/** The same stack; it takes its time, until every release of the demo is where it leads. */
export default defineConfig({ ...base, testDir: "tests/screenshots", timeout: 400_000 });
