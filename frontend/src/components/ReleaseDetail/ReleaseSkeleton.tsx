import { Box, Flex } from "@chakra-ui/react";

const WAVES = [1, 2, 3, 4, 5];
const ROWS = [14, 18, 11, 12, 10, 16, 13, 9, 15, 8, 17, 19];

/** The shape of the page, shown when the first answer takes longer than 300 ms. */
export function ReleaseSkeleton() {
  return (
    <Box className="late" px={{ base: "1.5rem", _phone: "0.75rem" }} py="0.875rem" aria-busy="true">
      <p className="visually-hidden" role="status">
        Reading the release
      </p>
      <div aria-hidden="true">
        <Box className="skeleton" w="11rem" my="0.375rem" />
        <Box className="skeleton" w="16rem" h="1rem" mt="1rem" mb="0.875rem" />
        <Box className="skeleton" w="26rem" maxW="90%" mt="1rem" mb="2.25rem" />
        <Flex className="card" h="4.75rem" mb="0.875rem">
          {WAVES.map((wave) => (
            <Box key={wave} flex="1" px="0.875rem" py="1rem">
              <Box className="skeleton" />
              <Box className="skeleton" w="60%" mt="1.25rem" />
            </Box>
          ))}
        </Flex>
        <div className="card">
          {ROWS.map((width, row) => (
            <Flex
              key={width}
              align="center"
              gap="0.75rem"
              h="1.875rem"
              px="0.875rem"
              borderTopWidth={row > 0 ? "1px" : 0}
            >
              <Box className="skeleton" flex="none" boxSize="0.9375rem" borderRadius="50%" />
              <Box className="skeleton" w={`${String(width)}rem`} />
              <Box className="skeleton" w={{ base: "7rem", _phone: "4rem" }} ms="auto" />
            </Flex>
          ))}
        </div>
      </div>
    </Box>
  );
}
