import { chakra } from "@chakra-ui/react";

/** A page of tables and cards. */
export const WidePage = chakra("div", {
  base: {
    w: "100%",
    maxW: "90rem",
    mx: "auto",
    px: { base: "1.5rem", _phone: "1rem" },
    pt: { base: "1.125rem", _phone: "1rem" },
    pb: "2.5rem",
  },
});

export const PageTitle = chakra("h1", { base: { textStyle: "pageTitle" } });
