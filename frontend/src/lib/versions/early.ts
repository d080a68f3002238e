import type { Progress } from "@/types/entities";

/** Before half of the releases are read, what differs would only be what is read already. */
export function isEarly({ read, known }: Progress): boolean {
  return read * 2 < known;
}
