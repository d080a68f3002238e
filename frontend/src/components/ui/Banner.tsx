import { Box, Flex, chakra } from "@chakra-ui/react";
import type { ReactNode } from "react";

interface BannerProps {
  /** `ink` for an outage; `partial` for a tree that was read only in part. */
  tone: "ink" | "partial";
  /** Name of the region, for screen readers. */
  label: string;
  icon: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  /** Small text before the action, such as "Attempt 6, next in 8 s". */
  note?: ReactNode;
  action?: ReactNode;
}

const TONES = {
  ink: { bg: "ink", color: "color-mix(in srgb, var(--on-ink) 82%, var(--ink))", strong: "onInk" },
  partial: { bg: "status.unknown.tint", color: "status.unknown.text", strong: "fg" },
} as const;

/** The page shows one at a time and announces it itself, since a banner may contain a running clock. */
export function Banner({ tone, label, icon, title, children, note, action }: BannerProps) {
  const { strong, ...colors } = TONES[tone];
  return (
    <Flex
      asChild
      {...colors}
      align="center"
      wrap={{ base: "nowrap", _phone: "wrap" }}
      gap="0.75rem"
      minH="2.75rem"
      px={{ base: "1.5rem", _phone: "1rem" }}
      py={{ base: "0.375rem", _phone: "0.5rem" }}
      borderBottom={tone === "partial" ? "1px dashed var(--status-unknown-line)" : undefined}
      textStyle="body"
    >
      <section className="banner" aria-label={label}>
        <Box color={tone === "ink" ? strong : undefined} aria-hidden="true">
          {icon}
        </Box>
        <chakra.p flex={{ base: "1 1 auto", _phone: "1 1 80%" }} minW="0">
          <chakra.strong color={strong} fontWeight={600}>
            {title}
          </chakra.strong>{" "}
          {children}
        </chakra.p>
        {note !== undefined && (
          <chakra.span className="tabular" whiteSpace="nowrap">
            {note}
          </chakra.span>
        )}
        {action}
      </section>
    </Flex>
  );
}
