/** Sizes of text, in pixels where the root has 16. */
const TEXT = {
  tag: 11,
  label: 11.5,
  meta: 12,
  cell: 12.5,
  body: 13,
  name: 13.5,
  lead: 14,
  verdict: 14.5,
  phone: 15,
  title: 16,
  phoneVerdict: 17,
  page: 20,
  empty: 24,
  login: 28,
};

function rem(pixels: number): string {
  return `${String(pixels / 16)}rem`;
}

function values(pixels: Record<string, number>): Record<string, { value: string }> {
  return Object.fromEntries(
    Object.entries(pixels).map(([name, size]) => [name, { value: rem(size) }]),
  );
}

function textStyle(size: keyof typeof TEXT, line: number, fontWeight = 400, spacing = "normal") {
  const [fontSize, lineHeight] = [rem(TEXT[size]), rem(line)];
  return { value: { fontSize, lineHeight, fontWeight, letterSpacing: spacing } };
}

export const fontSizes = values(TEXT);

/** In plain CSS, `button` is `--radii-button`. */
export const radii = {
  segment: { value: "2px" },
  ...values({ key: 4, button: 6, chip: 7, input: 8, card: 10, phoneCard: 12 }),
};

export const textStyles = {
  label: textStyle("label", 16, 500),
  meta: textStyle("meta", 16),
  cell: textStyle("cell", 20),
  control: textStyle("cell", 20, 500),
  controlSmall: textStyle("meta", 16, 500),
  body: textStyle("body", 20),
  name: textStyle("name", 20, 600),
  lead: textStyle("lead", 22),
  brand: textStyle("lead", 20, 600, "-0.01em"),
  pageTitle: textStyle("page", 28, 620, "-0.02em"),
  emptyTitle: textStyle("empty", 32, 620, "-0.02em"),
  loginTitle: textStyle("login", 34, 620, "-0.02em"),
};

/** In ems, so that larger text gets the layout of a smaller screen. Plain CSS uses the same widths. */
export const breakpoints = {
  xs: "22.5em",
  sm: "40em",
  compact: "52em",
  md: "64em",
  lg: "80em",
  wall: "120em",
};

export const PHONE = `(width < ${breakpoints.sm})`;
