import type { Snapshot } from "@/lib/away/snapshot";
import { keep, keptIn, keptText } from "./kept";
import { hasShape } from "./shape";

const BOUNDS = { entries: 20, characters: 1_000_000 };

function isTexts(list: unknown): boolean {
  return Array.isArray(list) && list.every((text) => typeof text === "string");
}

function isSnapshot(kept: unknown): kept is Snapshot {
  return (
    hasShape(kept, { at: "number", words: "list", rows: "list" }) &&
    Object.values(kept ?? {}).every((value) => typeof value === "number" || isTexts(value))
  );
}

function pagesOf(user: string): Record<string, unknown> {
  return keptIn(keptText("seen"), user);
}

/** How a page was when the user last left it. */
export function seenOf(user: string, page: string): Snapshot | null {
  const found = pagesOf(user)[page];
  return isSnapshot(found) ? found : null;
}

export function keepSeen(user: string, page: string, snapshot: Snapshot): void {
  const { [page]: _, ...others } = pagesOf(user);
  keep(user, "seen", { ...others, [page]: snapshot }, BOUNDS);
}
