import { ChevronDown } from "lucide-react";
import { useZone, zonePreference } from "@/hooks/useZone";
import "./ZoneSelect.css";

/** Says on the page how its clocks are read, and changes it. */
export function ZoneSelect() {
  const zone = useZone();
  return (
    <span className="zone-select">
      <select
        aria-label="Time zone"
        value={zone}
        onChange={(event) => zonePreference.set(event.target.value === "utc" ? "utc" : "local")}
      >
        <option value="local">Local time</option>
        <option value="utc">UTC</option>
      </select>
      <ChevronDown size="0.875rem" aria-hidden="true" />
    </span>
  );
}
