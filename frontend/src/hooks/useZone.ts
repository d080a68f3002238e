import type { Zone } from "@/lib/words/time";
import { createPreference, usePreference } from "./usePreference";

const zones = ["local", "utc"] as const satisfies readonly Zone[];

export const zonePreference = createPreference<Zone>("zone", zones, "local");

/** In which time zone clocks are read; the page always says which. */
export function useZone(): Zone {
  return usePreference(zonePreference);
}
