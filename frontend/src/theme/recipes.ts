import { defineRecipe } from "@chakra-ui/react";

const TALL = "2.5rem";

/** Touch targets are larger on a phone. */
function phoneTall(height: string) {
  return { base: height, _phone: TALL };
}

export const buttonRecipe = defineRecipe({
  className: "button",
  base: {
    display: "inline-flex",
    alignItems: "center",
    justifyContent: "center",
    flexShrink: 0,
    gap: "6px",
    borderWidth: "1px",
    borderColor: "transparent",
    borderRadius: "button",
    whiteSpace: "nowrap",
    textDecoration: "none",
    cursor: "pointer",
    transitionProperty: "background-color, border-color",
    transitionDuration: "80ms",
    _disabled: { cursor: "not-allowed", color: "subtle" },
  },
  variants: {
    variant: {
      ink: {
        bg: "ink",
        color: "onInk",
        boxShadow: "card",
        _hover: { bg: "color-mix(in srgb, var(--ink) 88%, var(--panel))" },
        _disabled: { color: "onInk", opacity: 0.7 },
      },
      outline: {
        bg: "panel",
        color: "fg",
        borderColor: "lineStrong",
        boxShadow: "card",
        _hover: { bg: "hover" },
        _disabled: { color: "subtle", bg: "panel" },
      },
      ghost: { color: "muted", _hover: { bg: "pressed", color: "fg" } },
      onInk: {
        color: "onInk",
        borderColor: "color-mix(in srgb, var(--on-ink) 40%, transparent)",
        _hover: { bg: "color-mix(in srgb, var(--on-ink) 12%, transparent)" },
      },
    },
    size: {
      sm: { h: phoneTall("1.5rem"), px: "0.5rem", textStyle: "controlSmall" },
      md: { h: phoneTall("1.75rem"), px: "0.625rem", textStyle: "control" },
      lg: {
        h: TALL,
        px: "1rem",
        fontSize: "lead",
        lineHeight: "1.25rem",
        fontWeight: 560,
        borderRadius: "input",
      },
      icon: { h: phoneTall("1.75rem"), minW: phoneTall("1.75rem"), px: 0, textStyle: "control" },
      iconSm: { h: phoneTall("1.5rem"), minW: phoneTall("1.5rem"), px: 0, textStyle: "control" },
      /** Inside a text field, also on a phone. */
      inner: { h: "1.75rem", minW: "1.75rem", px: 0, textStyle: "control" },
    },
  },
  defaultVariants: { variant: "outline", size: "md" },
});
