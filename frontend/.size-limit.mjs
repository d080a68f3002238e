import { readFileSync } from "node:fs";

/** What the page itself names is what a first visit loads. */
const page = readFileSync(new URL("dist/index.html", import.meta.url), "utf8");
const initial = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(
  ([, path]) => `dist/${path}`,
);

export default [
  { name: "JavaScript of a first visit", path: initial, limit: "180 kB", gzip: true },
  { name: "All JavaScript", path: "dist/assets/*.js", limit: "260 kB", gzip: true },
];
