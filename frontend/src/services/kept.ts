import { BASE } from "@/lib/app/base";
import { hasShape } from "./shape";

/** Each holds what one user at a time has left in this browser, and is gone at sign-out. */
const SHELVES = ["seen", "follows"] as const;

type Shelf = (typeof SHELVES)[number];

interface Kept {
  user: string;
  entries: Record<string, unknown>;
}

// Another instance may be below another path of the same origin.
function keyOf(shelf: Shelf): string {
  return `releasewatch.${shelf}${BASE}`;
}

function isKept(value: unknown): value is Kept {
  return hasShape(value, { user: "string", entries: "object" });
}

/** As it is kept, which tells a write from none. */
export function keptText(shelf: Shelf): string {
  try {
    return localStorage.getItem(keyOf(shelf)) ?? "null";
  } catch {
    // Storage is forbidden, so nothing was kept.
    return "null";
  }
}

/** What this user left, or nothing: what another one left is never read. The newest entry comes last. */
export function keptIn(text: string, user: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isKept(value) && value.user === user ? value.entries : {};
  } catch {
    // It is not ours.
    return {};
  }
}

interface Bounds {
  entries: number;
  /** A browser has room for some five million of all that one origin keeps. */
  characters: number;
}

/** Replaces what is kept, if the browser lets it; the oldest entries give way to the bounds. */
export function keep(
  user: string,
  shelf: Shelf,
  entries: Readonly<Record<string, unknown>>,
  bounds: Bounds,
): boolean {
  const kept = Object.entries(entries).slice(-bounds.entries);
  const write = () => JSON.stringify({ user, entries: Object.fromEntries(kept) } satisfies Kept);
  let text = write();
  while (text.length > bounds.characters && kept.length > 0) {
    kept.shift();
    text = write();
  }
  try {
    localStorage.setItem(keyOf(shelf), text);
    return true;
  } catch {
    // Storage is forbidden or full: it is then as if nothing had been left.
    return false;
  }
}

export function forgetKept(): void {
  try {
    for (const shelf of SHELVES) localStorage.removeItem(keyOf(shelf));
  } catch {
    // Storage is forbidden, so nothing was kept.
  }
}
