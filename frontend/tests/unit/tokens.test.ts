import type { SystemStyleObject } from "@chakra-ui/react";
import { describe, expect, it } from "vitest";
import * as recipes from "@/theme/recipes";
import type { ThemeName } from "@/theme/statusTokens";
import { cssVariables, neutralTokens, statusTokens } from "@/theme/statusTokens";
import { system } from "@/theme/system";
import { STATUSES } from "@/types/entities";

const THEMES: ThemeName[] = ["light", "dark"];

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const SURFACES = ["panel", "canvas", "hover", "accent-tint"] as const;

describe.each(THEMES)("tokens, %s", (theme) => {
  const neutral = (name: keyof typeof neutralTokens) => neutralTokens[name][theme];

  it.each(STATUSES)("keeps %s readable on every surface", (status) => {
    const { text, icon, tint } = statusTokens[status][theme];
    for (const surface of [...SURFACES.map(neutral), tint]) {
      expect(contrast(text, surface)).toBeGreaterThanOrEqual(6.15);
      expect(contrast(icon, surface)).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(["fg", "muted", "subtle", "accent-fg"] as const)("keeps %s readable", (name) => {
    for (const surface of [...SURFACES, "sunken" as const]) {
      expect(contrast(neutral(name), neutral(surface))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("keeps controls, focus and ink apart from what is around them", () => {
    expect(contrast(neutral("control"), neutral("panel"))).toBeGreaterThanOrEqual(3);
    expect(contrast(neutral("accent"), neutral("panel"))).toBeGreaterThanOrEqual(3);
    expect(contrast(neutral("on-ink"), neutral("ink"))).toBeGreaterThanOrEqual(7);
  });
});

it("names a CSS variable for every part of every status", () => {
  const variables = cssVariables("dark");
  expect(variables["--status-failed-text"]).toBe("#FE9E9B");
  for (const status of STATUSES) {
    for (const part of ["text", "icon", "tint", "line"]) {
      expect(variables[`--status-${status}-${part}`]).toMatch(/^#[0-9A-F]{6}$/);
    }
  }
  expect(Object.keys(cssVariables("light"))).toEqual(Object.keys(variables));
});

const NAMING = new Set([
  "bg",
  "color",
  "borderColor",
  "borderRadius",
  "boxShadow",
  "zIndex",
  "textStyle",
]);
/** What a recipe may say that is no token: CSS functions and the colour that is none. */
const PLAIN = /^(?:transparent|[\w-]+\(.*\))$/;

interface Naming {
  property: string;
  name: string;
}

/** Every place in a style that names a token. */
function namingsIn(style: object): Naming[] {
  return Object.entries(style).flatMap(([property, value]: [string, unknown]) => {
    if (typeof value === "object" && value !== null) return namingsIn(value);
    const isName = NAMING.has(property) && typeof value === "string" && !PLAIN.test(value);
    return isName ? [{ property, name: value }] : [];
  });
}

// Chakra passes on a name that it does not know, and the browser ignores it without a word.
it.each(Object.entries(recipes))("%s names only tokens there are", (_, of) => {
  const namings = namingsIn(of);
  expect(namings.length).toBeGreaterThan(0);
  const unknown = namings.filter(({ property, name }) => {
    const style: SystemStyleObject = {};
    Object.assign(style, { [property]: name });
    const css = Object.values(system.css(style));
    return css.length === 0 || css.includes(name);
  });
  expect(unknown).toEqual([]);
});
