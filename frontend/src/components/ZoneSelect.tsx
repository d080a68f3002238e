import { Box, chakra } from "@chakra-ui/react";
import { ChevronDown } from "lucide-react";
import { useZone, zonePreference } from "@/hooks/useZone";

const Select = chakra("select", {
  base: {
    h: { base: "1.75rem", _phone: "2.5rem" },
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
    cursor: "pointer",
    "& option": { color: "fg", bg: "panel" },
  },
});

/** Shows and changes the time zone of the page. */
export function ZoneSelect() {
  const zone = useZone();
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
      <Select
        aria-label="Time zone"
        value={zone}
        onChange={(event) => zonePreference.set(event.target.value === "utc" ? "utc" : "local")}
      >
        <option value="local">Local time</option>
        <option value="utc">UTC</option>
      </Select>
      <Box position="absolute" insetEnd="0.5rem" pointerEvents="none">
        <ChevronDown size="0.875rem" aria-hidden="true" />
      </Box>
    </Box>
  );
}
