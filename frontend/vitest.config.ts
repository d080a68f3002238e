import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: {
      "@": fileURLToPath(new URL("src", import.meta.url)),
      "@tests": fileURLToPath(new URL("tests", import.meta.url)),
    },
  },
  test: {
    environment: "jsdom",
    include: ["tests/unit/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/support/setup.ts"],
    css: false,
    restoreMocks: true,
    // Two workers: the suite shares a small machine with everything else `make test` runs.
    maxWorkers: 2,
    // Only what never comes is given up: on a busy machine everything takes its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
