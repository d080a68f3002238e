import { Box } from "@chakra-ui/react";
import { Card, Cards } from "./Card";

const CARDS = ["a", "b", "c", "d", "e", "f"];
const LINES = [9, 12, 10, 14];

/** The shape of the page, shown when the first answer takes longer than 300 ms. */
export function SystemSkeleton() {
  return (
    <Box className="late" mt="2.5rem" aria-busy="true">
      <p className="visually-hidden" role="status">
        Reading the state of the server
      </p>
      <div aria-hidden="true">
        <Cards>
          {CARDS.map((card) => (
            <Card key={card} title={<Box as="span" className="skeleton" w="6rem" />}>
              {LINES.map((width) => (
                <Box key={width} className="skeleton" w={`${String(width)}rem`} maxW="100%" />
              ))}
            </Card>
          ))}
        </Cards>
      </div>
    </Box>
  );
}
