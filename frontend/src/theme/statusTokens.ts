import type { Status } from "@/types/entities";

export interface StatusColors {
  text: string;
  icon: string;
  tint: string;
  line: string;
}

export interface Themed<T> {
  light: T;
  dark: T;
}

function colors(text: string, icon: string, tint: string, line: string): StatusColors {
  return { text, icon, tint, line };
}

/** The colours of the ten statuses, worst first. Each pair is checked for contrast in the tests. */
export const statusTokens = {
  failed: {
    light: colors("#AC101B", "#CD2027", "#FFEEED", "#FDC2BF"),
    dark: colors("#FE9E9B", "#F75D5C", "#381B1A", "#6A2F2F"),
  },
  retrying: {
    light: colors("#914201", "#D56007", "#FFF1E5", "#FBCBA3"),
    dark: colors("#F7B67D", "#F69445", "#322013", "#613A1D"),
  },
  unknown: {
    light: colors("#444D5E", "#5D6678", "#EEF1F6", "#8B93A0"),
    dark: colors("#BCC3D0", "#969FAE", "#20252E", "#616977"),
  },
  waiting: {
    light: colors("#765406", "#B87E06", "#FDF5DC", "#ECD495"),
    dark: colors("#EFD07B", "#EEBC43", "#2C2513", "#53431C"),
  },
  paused: {
    light: colors("#723E8F", "#965BB8", "#F8F0FD", "#E1CAEF"),
    dark: colors("#D8B6EE", "#C18DE1", "#2B1F33", "#5D3E6E"),
  },
  running: {
    light: colors("#025AA3", "#0F78D4", "#EBF5FF", "#B4D7F9"),
    dark: colors("#91C9F9", "#46A1F0", "#152638", "#214F7C"),
  },
  pending: {
    light: colors("#4D5460", "#7B828F", "#F1F2F6", "#D5D9E0"),
    dark: colors("#A6ADB8", "#79818E", "#1F232B", "#3C434E"),
  },
  cancelled: {
    light: colors("#4D5460", "#6D737F", "#F1F2F6", "#D5D9E0"),
    dark: colors("#A6ADB8", "#868C99", "#1F232B", "#3C434E"),
  },
  skipped: {
    light: colors("#4D5460", "#7B828E", "#F1F2F6", "#D5D9E0"),
    dark: colors("#A6ADB8", "#7A818D", "#1F232B", "#3C434E"),
  },
  succeeded: {
    light: colors("#136133", "#309656", "#E9F8ED", "#B5E1C3"),
    dark: colors("#84DAA3", "#4FC47B", "#16281D", "#205335"),
  },
} satisfies Record<Status, Themed<StatusColors>>;

function pair(light: string, dark: string): Themed<string> {
  return { light, dark };
}

/** All other colours. The names are those of the CSS variables: `canvas` is `--canvas`. */
export const neutralTokens = {
  canvas: pair("#F8F9FB", "#0D1117"),
  panel: pair("#FFFFFF", "#151920"),
  sunken: pair("#F3F4F7", "#11141B"),
  hover: pair("#F4F6F9", "#1B1F28"),
  pressed: pair("#EAEDF2", "#212630"),
  trough: pair("#E3E6EC", "#2C323C"),
  line: pair("#E4E6EA", "#252A33"),
  "line-strong": pair("#CFD3D9", "#383F4A"),
  control: pair("#868C99", "#616977"),
  fg: pair("#191E29", "#E7EAEF"),
  muted: pair("#4D5460", "#A6ADB8"),
  subtle: pair("#676E79", "#878E9A"),
  ink: pair("#1E2430", "#E7EAEF"),
  "on-ink": pair("#FBFCFD", "#12161D"),
  accent: pair("#4E4ECC", "#8E92F6"),
  "accent-fg": pair("#4441BE", "#ADB3FF"),
  "accent-tint": pair("#EFF2FF", "#202336"),
} satisfies Record<string, Themed<string>>;

export const shadowTokens = {
  card: pair("0 1px 2px rgb(16 22 35 / .06)", "0 1px 2px rgb(0 0 0 / .4)"),
  overlay: pair(
    "0 1px 2px rgb(16 22 35 / .06), 0 12px 32px rgb(16 22 35 / .14)",
    "0 1px 2px rgb(0 0 0 / .4), 0 12px 32px rgb(0 0 0 / .5)",
  ),
};

export type ThemeName = keyof Themed<unknown>;

/** The CSS variables of one theme, for plain CSS and for Chakra's tokens alike. */
export function cssVariables(theme: ThemeName): Record<`--${string}`, string> {
  const variables: Record<`--${string}`, string> = {};
  for (const [name, value] of Object.entries(neutralTokens)) {
    variables[`--${name}`] = value[theme];
  }
  for (const [name, value] of Object.entries(shadowTokens)) {
    variables[`--shadow-${name}`] = value[theme];
  }
  const statuses: Record<string, Themed<StatusColors>> = statusTokens;
  for (const [status, themed] of Object.entries(statuses)) {
    for (const [part, value] of Object.entries<string>({ ...themed[theme] })) {
      variables[`--status-${status}-${part}`] = value;
    }
  }
  return variables;
}

/** Attributes that give an element the colours of a status. */
const MARKS = ["data-status", "data-tone", "data-kind"];

/** CSS that sets `--tone-text`, `-icon`, `-tint` and `-line` on elements with a status. */
export function toneVariables(): Record<string, Record<`--${string}`, string>> {
  const tones = [
    ...Object.keys(statusTokens).map((status) => [status, status]),
    ["stuck", "retrying"],
  ];
  return Object.fromEntries(
    tones.map(([word = "", status = ""]) => [
      MARKS.map((mark) => `[${mark}="${word}"]`).join(", "),
      Object.fromEntries(
        ["text", "icon", "tint", "line"].map((part) => [
          `--tone-${part}`,
          `var(--status-${status}-${part})`,
        ]),
      ),
    ]),
  );
}
