import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = process.env["RELEASEWATCH_API"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: { "@": fileURLToPath(new URL("src", import.meta.url)) },
  },
  server: { proxy: { "/api": api } },
  preview: { proxy: { "/api": api } },
  experimental: {
    // Scripts and styles name each other relatively: one build serves below any path.
    renderBuiltUrl: (_, { hostType }) => (hostType === "html" ? undefined : { relative: true }),
  },
  build: {
    // Fonts stay files: a data: font would need a wider font-src than 'self'.
    assetsInlineLimit: 0,
    // The polyfill would be an inline script, which the CSP forbids.
    modulePreload: { polyfill: false },
    target: "es2022",
  },
});
