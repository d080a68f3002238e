import { Box, chakra } from "@chakra-ui/react";
import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";

const Select = chakra("select", {
  base: {
    h: { base: "1.75rem", _phone: "2.5rem" },
    maxW: "15rem",
    // A larger target than it looks.
    my: { base: 0, _phone: "-0.375rem" },
    ps: "0.625rem",
    pe: "1.75rem",
    borderRadius: "button",
    appearance: "none",
    fieldSizing: "content",
    bg: "none",
    color: "inherit",
    fontSize: "cell",
    fontWeight: 500,
    textOverflow: "ellipsis",
    cursor: "pointer",
    "& option": { color: "fg", bg: "panel" },
  },
});

interface QuietSelectProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Options. */
  children: ReactNode;
}

/** The browser's own choice, as quiet as a button without a border. */
export function QuietSelect({ label, value, onChange, children }: QuietSelectProps) {
  return (
    <Box
      as="span"
      display="inline-flex"
      alignItems="center"
      position="relative"
      borderRadius="button"
      color="muted"
      _hover={{ color: "fg", bg: "pressed" }}
    >
      <Select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
        {children}
      </Select>
      <Box position="absolute" insetEnd="0.5rem" pointerEvents="none">
        <ChevronDown size="0.875rem" aria-hidden="true" />
      </Box>
    </Box>
  );
}
