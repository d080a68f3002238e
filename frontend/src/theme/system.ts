import { createSystem, defaultBaseConfig, defineConfig } from "@chakra-ui/react";
import { buttonRecipe, inputRecipe } from "./recipes";
import { dialogRecipe, fieldRecipe, menuRecipe } from "./slotRecipes";
import { cssVariables, neutralTokens, statusTokens } from "./statusTokens";

function variable(name: string) {
  return { value: `var(--${name})` };
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function rem(pixels: number): string {
  return `${String(pixels / 16)}rem`;
}

function textStyle(size: number, line: number, fontWeight: number, letterSpacing = "normal") {
  return { value: { fontSize: rem(size), lineHeight: rem(line), fontWeight, letterSpacing } };
}

const neutralColors = Object.fromEntries(
  Object.keys(neutralTokens).map((name) => [camel(name), variable(name)]),
);

const statusColors = Object.fromEntries(
  Object.keys(statusTokens).map((status) => [
    status,
    Object.fromEntries(
      ["text", "icon", "tint", "line"].map((part) => [part, variable(`status-${status}-${part}`)]),
    ),
  ]),
);

const config = defineConfig({
  preflight: true,
  globalCss: {
    ":root, .light": cssVariables("light"),
    ".dark": cssVariables("dark"),
    html: { colorPalette: "accentPalette", "--global-color-border": "var(--line)" },
  },
  theme: {
    breakpoints: { sm: "40em", md: "64em", lg: "80em", wall: "120em" },
    tokens: {
      fonts: {
        body: { value: '"Inter Variable", system-ui, sans-serif' },
        mono: { value: '"JetBrains Mono Variable", ui-monospace, monospace' },
      },
      radii: {
        segment: { value: "2px" },
        key: { value: "0.25rem" },
        button: { value: "0.375rem" },
        chip: { value: "0.4375rem" },
        input: { value: "0.5rem" },
        card: { value: "0.625rem" },
        phoneCard: { value: "0.75rem" },
      },
      shadows: { card: variable("shadow-card"), overlay: variable("shadow-overlay") },
      zIndex: { popover: { value: 40 }, modal: { value: 50 }, skipLink: { value: 60 } },
    },
    semanticTokens: {
      colors: {
        ...neutralColors,
        status: statusColors,
        border: variable("line"),
        accentPalette: { focusRing: variable("accent"), emphasized: variable("accent-tint") },
      },
    },
    textStyles: {
      label: textStyle(11.5, 16, 500),
      meta: textStyle(12, 16, 400),
      cell: textStyle(12.5, 20, 400),
      body: textStyle(13, 20, 400),
      name: textStyle(13.5, 20, 600),
      verdict: textStyle(14.5, 24, 400),
      panelTitle: textStyle(16, 24, 620, "-0.01em"),
      pageTitle: textStyle(20, 28, 620, "-0.02em"),
      emptyTitle: textStyle(24, 32, 620, "-0.02em"),
      loginInput: textStyle(14, 20, 400),
      loginTitle: textStyle(28, 34, 620, "-0.02em"),
    },
    recipes: { button: buttonRecipe, input: inputRecipe },
    slotRecipes: { dialog: dialogRecipe, field: fieldRecipe, menu: menuRecipe },
  },
});

/** Only the tokens and recipes that are used: Chakra's defaults would cost 22 kB more. */
export const system = createSystem(defaultBaseConfig, config);
