import { defineSlotRecipe } from "@chakra-ui/react";
import { menuAnatomy } from "@chakra-ui/react/anatomy";

export const menuRecipe = defineSlotRecipe({
  className: "menu",
  slots: menuAnatomy.keys(),
  base: {
    content: {
      minW: "12rem",
      p: "0.375rem",
      borderWidth: "1px",
      borderColor: "line",
      borderRadius: "card",
      bg: "panel",
      color: "fg",
      boxShadow: "overlay",
      outline: "none",
      textStyle: "body",
      zIndex: "popover",
    },
    item: {
      display: "flex",
      alignItems: "center",
      gap: "0.5rem",
      minH: { base: "1.75rem", _phone: "2.5rem" },
      px: "0.625rem",
      borderRadius: "button",
      color: "fg",
      cursor: "pointer",
      userSelect: "none",
      outline: "none",
      _highlighted: { bg: "pressed" },
      _disabled: { color: "subtle", cursor: "not-allowed" },
    },
    separator: { height: "1px", my: "0.25rem", bg: "line" },
  },
});
