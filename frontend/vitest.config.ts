import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** What asks for a window although it draws nothing. */
const IN_A_WINDOW = "tests/unit/{exportFile,opened,patch,seen}.test.ts";

/** What loads modules once more, as another visit does: those of before still hear what is told to all tabs. */
const VISITS = "tests/unit/{api,foreign,start,tabs}.test.ts";

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: {
      "@": fileURLToPath(new URL("src", import.meta.url)),
      "@tests": fileURLToPath(new URL("tests", import.meta.url)),
    },
  },
  test: {
    css: false,
    // Nobody's local time may pass for UTC, and clocks go back and forward in it.
    env: { TZ: "Europe/Berlin" },
    restoreMocks: true,
    // Two workers: the suite shares a small machine with everything else `make test` runs.
    maxWorkers: 2,
    // Only what never comes is given up: on a busy machine everything takes its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        // Functions alone leave nothing behind, and need no document.
        test: {
          name: "functions",
          include: ["tests/unit/**/*.test.ts"],
          exclude: [IN_A_WINDOW, VISITS],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "visits",
          include: [VISITS],
          environment: "jsdom",
          setupFiles: ["tests/support/setup.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "components",
          include: ["tests/unit/**/*.test.tsx", IN_A_WINDOW],
          environment: "jsdom",
          // A window for each file costs as much as the tests in it; `setup.ts` leaves it as it was.
          isolate: false,
          // In one file instead of a thousand, which each test file would import again.
          deps: { optimizer: { client: { enabled: true, include: ["@chakra-ui/react"] } } },
          setupFiles: ["tests/support/setup.ts"],
        },
      },
    ],
  },
});
