import { BASE } from "@/lib/app/base";
import type { Snapshot } from "@/lib/away/snapshot";
import { hasShape } from "./shape";

/** What the user of this browser last saw of each page: never of two users, and gone at sign-out. */
interface Seen {
  user: string;
  /** The one seen last comes last. */
  pages: Record<string, Snapshot>;
}

// Another instance may be below another path of the same origin.
const KEY = `releasewatch.seen${BASE}`;
const MOST_PAGES = 20;
/** A browser has room for some five million characters of all that one origin keeps. */
const MOST_CHARACTERS = 1_000_000;

function isSeen(kept: unknown): kept is Seen {
  return hasShape(kept, { user: "string", pages: "object" });
}

function isSnapshot(kept: Snapshot | undefined): kept is Snapshot {
  return (
    hasShape(kept, { at: "number", words: "list", rows: "list" }) &&
    [...(kept?.words ?? []), ...(kept?.rows ?? [])].every((text) => typeof text === "string")
  );
}

function read(user: string): Seen {
  const nothing = { user, pages: {} };
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return isSeen(kept) && kept.user === user ? kept : nothing;
  } catch {
    // Storage is forbidden, or what is in it is not ours.
    return nothing;
  }
}

export function seenOf(user: string, page: string): Snapshot | null {
  const found = read(user).pages[page];
  return isSnapshot(found) ? found : null;
}

/** Keeps what was seen of a page; the pages that were seen longest ago give way. */
export function keepSeen(user: string, page: string, snapshot: Snapshot): void {
  const { [page]: _, ...others } = read(user).pages;
  const pages = Object.entries({ ...others, [page]: snapshot }).slice(-MOST_PAGES);
  let text = JSON.stringify({ user, pages: Object.fromEntries(pages) });
  while (text.length > MOST_CHARACTERS && pages.length > 0) {
    pages.shift();
    text = JSON.stringify({ user, pages: Object.fromEntries(pages) });
  }
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // Storage is forbidden or full: the next visit is then told of nothing.
  }
}

export function forgetSeen(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Storage is forbidden, so nothing was kept.
  }
}
