import { createSystem, defaultBaseConfig, defineConfig } from "@chakra-ui/react";
import { buttonRecipe } from "./recipes";
import { PHONE, breakpoints, fontSizes, radii, textStyles } from "./scale";
import { cssVariables, neutralTokens, statusTokens, toneVariables } from "./statusTokens";

function variable(name: string) {
  return { value: `var(--${name})` };
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
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
  // Plain CSS uses the same tokens: `--radii-card`, `--font-sizes-cell`.
  cssVarsPrefix: "",
  // Not Chakra's own breakpoints, which do not apply on paper: prints would get the phone layout.
  conditions: { phone: `@media screen and ${PHONE}` },
  globalCss: {
    ":root, .light": cssVariables("light"),
    ".dark": cssVariables("dark"),
    ...toneVariables(),
    html: { colorPalette: "accentPalette", "--global-color-border": "var(--line)" },
  },
  theme: {
    breakpoints,
    tokens: {
      fonts: {
        body: { value: '"Inter Variable", system-ui, sans-serif' },
        mono: { value: '"JetBrains Mono Variable", ui-monospace, monospace' },
      },
      fontSizes,
      radii,
      shadows: { card: variable("shadow-card"), overlay: variable("shadow-overlay") },
      zIndex: {
        modal: { value: 50 },
        skipLink: { value: 60 },
        notice: { value: 65 },
      },
    },
    semanticTokens: {
      colors: {
        ...neutralColors,
        status: statusColors,
        border: variable("line"),
        accentPalette: { focusRing: variable("accent"), emphasized: variable("accent-tint") },
      },
    },
    textStyles,
    recipes: { button: buttonRecipe },
  },
});

/** Only tokens and recipes in use: Chakra's defaults would add 22 kB. */
export const system = createSystem(defaultBaseConfig, config);
