import { defineSlotRecipe } from "@chakra-ui/react";
import { dialogAnatomy, fieldAnatomy, menuAnatomy } from "@chakra-ui/react/anatomy";

/** Menus and dialogs. */
const floating = {
  borderWidth: "1px",
  borderColor: "line",
  borderRadius: "card",
  bg: "panel",
  color: "fg",
  boxShadow: "overlay",
  outline: "none",
};

export const fieldRecipe = defineSlotRecipe({
  className: "field",
  slots: fieldAnatomy.keys(),
  base: {
    root: { display: "flex", flexDirection: "column", gap: "0.375rem", position: "relative" },
    label: { textStyle: "body", fontWeight: 560, color: "fg" },
  },
});

export const menuRecipe = defineSlotRecipe({
  className: "menu",
  slots: menuAnatomy.keys(),
  base: {
    content: {
      minW: "12rem",
      p: "0.375rem",
      ...floating,
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

export const dialogRecipe = defineSlotRecipe({
  className: "dialog",
  slots: dialogAnatomy.keys(),
  base: {
    backdrop: { position: "fixed", inset: 0, bg: "rgb(16 22 35 / 0.4)", zIndex: "modal" },
    positioner: {
      position: "fixed",
      inset: 0,
      display: "flex",
      alignItems: "flex-start",
      justifyContent: "center",
      overflow: "auto",
      p: "1rem",
      zIndex: "modal",
    },
    content: {
      position: "relative",
      width: "100%",
      maxW: "40rem",
      mt: "6vh",
      ...floating,
    },
    header: { px: "1.25rem", pt: "1rem", pb: "0.5rem" },
    title: { textStyle: "panelTitle" },
    body: { px: "1.25rem", pb: "1.25rem" },
    closeTrigger: { position: "absolute", top: "0.75rem", insetEnd: "0.75rem" },
  },
});
