import { Flex, SimpleGrid, chakra } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { useId } from "react";

/** Numbers of the last read, dimmed because they are not confirmed. */
const PAST = { "& :is(dd, tbody th, td)": { color: "muted" } };

export function Cards({ isPast = false, children }: { isPast?: boolean; children: ReactNode }) {
  return (
    <SimpleGrid
      templateColumns="repeat(auto-fill, minmax(min(100%, 22rem), 1fr))"
      gap="0.875rem"
      css={isPast ? PAST : undefined}
    >
      {children}
    </SimpleGrid>
  );
}

interface CardProps {
  title: ReactNode;
  /** Beside the title: the state in one word. */
  mark?: ReactNode;
  /** Explains the numbers where they need it. */
  note?: string;
  children: ReactNode;
}

export function Card({ title, mark, note, children }: CardProps) {
  const titleId = useId();
  return (
    <Flex asChild direction="column" minW="0" textStyle="cell">
      <section className="card whole" aria-labelledby={titleId}>
        <Flex
          as="header"
          align="center"
          justify="space-between"
          gap="0.75rem"
          minH="2.25rem"
          ps="0.875rem"
          pe="0.5rem"
          borderBottomWidth="1px"
        >
          <chakra.h2 id={titleId} fontSize="body" fontWeight={600}>
            {title}
          </chakra.h2>
          {mark}
        </Flex>
        <Flex
          direction="column"
          flex="1 1 auto"
          gap="0.75rem"
          px="0.875rem"
          pt="0.625rem"
          pb="0.75rem"
          color="muted"
        >
          {children}
        </Flex>
        {note !== undefined && (
          <chakra.p
            px="0.875rem"
            pt="0.5rem"
            pb="0.625rem"
            borderTopWidth="1px"
            textStyle="meta"
            color="subtle"
          >
            {note}
          </chakra.p>
        )}
      </section>
    </Flex>
  );
}

export const Facts = chakra("dl", {
  base: {
    display: "grid",
    gridTemplateColumns: "max-content minmax(0, 1fr)",
    gap: "0.25rem 1rem",
    fontVariantNumeric: "tabular-nums",
    "& > dd": { color: "fg", overflowWrap: "anywhere" },
    "& > dd > span": { color: "muted" },
  },
});

/** Its rows reach to the edges of the card's body. */
export const Table = chakra("table", {
  base: {
    w: "100%",
    mt: "-0.625rem",
    mb: "-0.75rem",
    fontVariantNumeric: "tabular-nums",
    "& th": { fontWeight: 500, textAlign: "start" },
    "& thead th": { h: "1.875rem", fontSize: "label", color: "subtle" },
    "& tbody th": { color: "fg", overflowWrap: "anywhere" },
    "& tbody :is(th, td)": { h: "2rem", py: "0.25rem", borderTopWidth: "1px" },
    "& :is(th, td) + :is(th, td)": { ps: "0.75rem" },
    "& :is(th, td).number": { textAlign: "end", whiteSpace: "nowrap" },
    "& td.number": { color: "fg" },
    // The tint hangs out, so that icons align with the column's head.
    "& .status-badge": { ms: "-0.4375rem" },
  },
});
