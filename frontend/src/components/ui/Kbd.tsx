import { chakra } from "@chakra-ui/react";

export const Kbd = chakra("kbd", {
  base: {
    display: "inline-flex",
    alignItems: "center",
    justifyContent: "center",
    minW: "1rem",
    h: "1rem",
    px: "0.25rem",
    borderWidth: "1px",
    borderColor: "lineStrong",
    borderRadius: "key",
    color: "muted",
    bg: "panel",
    fontFamily: "inherit",
    fontSize: "tag",
    lineHeight: "0.875rem",
    fontWeight: 500,
  },
});
