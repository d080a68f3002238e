import { Flex, chakra } from "@chakra-ui/react";
import type { ReactNode } from "react";

export const StateTitle = chakra("h2", { base: { textStyle: "name" } });

export const StateText = chakra("p", { base: { textStyle: "cell", color: "muted" } });

/** A card for empty and error states: text, and buttons. */
export function StateCard({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <chakra.section className="card" px="1.5rem" py="2rem" textAlign="center">
      {children}
      {actions !== undefined && (
        <Flex wrap="wrap" justify="center" gap="0.5rem" mt="0.75rem">
          {actions}
        </Flex>
      )}
    </chakra.section>
  );
}
