import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { breakpoints, fontSizes, radii } from "@/theme/scale";

interface Line {
  at: string;
  text: string;
}

/** Every line of every style outside the theme's own scale. */
const LINES: Line[] = globSync("src/**/*.{css,ts,tsx}")
  .filter((path) => path !== "src/theme/scale.ts")
  .flatMap((path) =>
    readFileSync(path, "utf8")
      .split("\n")
      .map((text, index) => ({ at: `${path}:${String(index + 1)}`, text })),
  );

function linesLike(pattern: RegExp): string[] {
  return LINES.filter(({ text }) => pattern.test(text)).map(
    ({ at, text }) => `${at} ${text.trim()}`,
  );
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

it("takes sizes of text and radii from the theme", () => {
  expect(linesLike(/font-?size"?: "?[\d.]+(?:rem|px)/i)).toEqual([]);
  expect(linesLike(/fontSize="[\d.]/)).toEqual([]);
  expect(linesLike(/radius: (?!.*var\()[\d.]*(?:rem|[2-9]px)/)).toEqual([]);
  expect(linesLike(/borderRadius(?:=|: )"[\d.]+(?:rem|px)/)).toEqual([]);
});

it("takes colours from the theme", () => {
  const outside = LINES.filter(({ at }) => !at.startsWith("src/theme/"));
  expect(outside.filter(({ text }) => /#[\da-f]{6}\b|#[\da-f]{3}\b|rgba?\(/i.test(text))).toEqual(
    [],
  );
});

it("names only tokens there are", () => {
  const known = new Set([
    ...Object.keys(fontSizes).map((name) => `--font-sizes-${kebab(name)}`),
    ...Object.keys(radii).map((name) => `--radii-${kebab(name)}`),
  ]);
  const named = LINES.flatMap(({ text }) => text.match(/--(?:font-sizes|radii)-[\w-]+/g) ?? []);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

it("changes the layout only at the theme's widths, in ems", () => {
  const widths = LINES.flatMap(({ at, text }) =>
    at.includes(".css") && text.includes("@media")
      ? (text.match(/(?<=width \S+ )[\d.]+(?:em|px|rem)/g) ?? [])
      : [],
  );
  expect(widths.length).toBeGreaterThan(10);
  expect(widths.filter((width) => !Object.values(breakpoints).includes(width))).toEqual([]);
});
