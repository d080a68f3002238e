import { QuietSelect } from "@/components/ui/QuietSelect";
import { useZone, zonePreference } from "@/hooks/useZone";

/** Shows and changes the time zone of the page. */
export function ZoneSelect() {
  return (
    <QuietSelect
      label="Time zone"
      value={useZone()}
      onChange={(zone) => zonePreference.set(zone === "utc" ? "utc" : "local")}
    >
      <option value="local">Local time</option>
      <option value="utc">UTC</option>
    </QuietSelect>
  );
}
