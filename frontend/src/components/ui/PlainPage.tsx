import { Box, Flex, chakra } from "@chakra-ui/react";
import type { ReactNode } from "react";

/** A page of text. */
export const PlainPage = chakra("div", {
  base: {
    w: "min(45rem, 100% - 2rem)",
    mx: "auto",
    mt: { base: "5.5rem", _phone: "2rem" },
    mb: "4rem",
  },
});

export const PlainTitle = chakra("h1", { base: { textStyle: "emptyTitle" } });

export const PlainText = chakra("p", {
  base: {
    maxW: "37.5rem",
    my: "0.75rem",
    textStyle: "lead",
    color: "muted",
    "& > strong": { color: "fg", fontWeight: 600 },
  },
});

/** An id, address or command in a box, with a button to copy it. */
export function CodeBox({ code, children }: { code: string; children?: ReactNode }) {
  return (
    <Flex
      align="center"
      gap="0.25rem"
      w="fit-content"
      maxW="100%"
      minH="2.25rem"
      my="0.75rem"
      ps="0.625rem"
      pe={children === undefined ? "0.625rem" : "0.25rem"}
      borderWidth="1px"
      borderRadius="button"
      bg="sunken"
      fontSize="lead"
    >
      <Box asChild minW="0" overflowWrap="anywhere">
        <code>{code}</code>
      </Box>
      {children}
    </Flex>
  );
}
