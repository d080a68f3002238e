import { defineRecipe } from "@chakra-ui/react";

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
    fontWeight: 500,
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
      sm: { h: "1.5rem", px: "0.5rem", fontSize: "0.75rem", lineHeight: "1rem" },
      md: { h: "1.75rem", px: "0.625rem", fontSize: "0.78125rem", lineHeight: "1.25rem" },
      lg: {
        h: "2.5rem",
        px: "1rem",
        fontSize: "0.875rem",
        lineHeight: "1.25rem",
        fontWeight: 560,
        borderRadius: "input",
      },
      icon: { h: "1.75rem", minW: "1.75rem", px: 0, fontSize: "0.78125rem", lineHeight: "1.25rem" },
    },
  },
  defaultVariants: { variant: "outline", size: "md" },
});

export const inputRecipe = defineRecipe({
  className: "input",
  base: {
    width: "100%",
    height: "2.5rem",
    px: "0.75rem",
    borderWidth: "1px",
    borderColor: "control",
    borderRadius: "input",
    bg: "panel",
    color: "fg",
    fontSize: "0.875rem",
    lineHeight: "1.25rem",
    _focusVisible: {
      outlineWidth: "3px",
      outlineStyle: "solid",
      outlineOffset: 0,
      outlineColor: "color-mix(in srgb, var(--accent) 26%, transparent)",
      borderColor: "accent",
    },
    _invalid: { borderColor: "status.failed.icon" },
  },
});
