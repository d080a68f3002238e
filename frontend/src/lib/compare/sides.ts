import { labelOf } from "@/lib/words/told";
import { formatIso, parseTime } from "@/lib/words/time";

/** One side of a comparison as the address names it: a release, or an exported tree of it by its moment. */
export interface SideName {
  id: string;
  /** ISO, to the second; null for the release itself. */
  at: string | null;
}

/** "release:shop-2.0@2026-11-24T11:47:12Z" */
export function sideKey({ id, at }: SideName): string {
  return at === null ? id : `${id}@${at}`;
}

export function parseSide(key: string | null): SideName | null {
  if (!key) return null;
  const cut = key.lastIndexOf("@");
  return cut < 0 ? { id: key, at: null } : { id: key.slice(0, cut), at: key.slice(cut + 1) };
}

/** The name of an exported tree. */
export function exportedSide(id: string, readAt: string): SideName {
  return { id, at: formatIso(parseTime(readAt) ?? 0) };
}

interface Titled {
  id: string;
  name?: string | null;
  version?: string | null;
}

/** What both are called: "Storefront", "2026.47.3 with 2026.48.2". */
export function comparedTitle(a: Titled, b: Titled): { name: string; rest: string } {
  const [one, other] = [labelOf(a), labelOf(b)];
  const versions = [a.version ?? "", b.version ?? ""];
  if (a.id === b.id) return { name: one, rest: `${versions[0] ?? ""} at two moments`.trim() };
  if (one === other && versions.every((version) => version !== "")) {
    return { name: one, rest: versions.join(" with ") };
  }
  const full = [`${one} ${versions[0] ?? ""}`.trim(), `${other} ${versions[1] ?? ""}`.trim()];
  return { name: full[0] ?? "", rest: `with ${full[1] ?? ""}` };
}
