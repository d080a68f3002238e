import type { Zone } from "@/lib/words/time";
import { createPreference, usePreference } from "./usePreference";

const zones = ["local", "utc"] as const satisfies readonly Zone[];

export const zonePreference = createPreference<Zone>("zone", zones, "local");

/** The time zone of all times on the page. */
export function useZone(): Zone {
  return usePreference(zonePreference);
}
