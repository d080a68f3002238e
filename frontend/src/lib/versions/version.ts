/** Shorter ones are shown in whole. */
const SHORT = 6;
/** Signs that have room in a cell, and in the head of a row. */
const [CELL_ROOM, HEAD_ROOM] = [7, 10];

/**
 * The leading parts, with their dots, that the versions of a row share with the first. Two parts of each always stay.
 * A version that begins in another way shares nothing, and is shown in whole; so is the first where all others do.
 */
export function sharedPrefix(versions: Iterable<string>): string {
  const [first = [], ...rest] = [...new Set(versions)].map((version) => version.split("."));
  const others = rest.filter(([head]) => head === first[0]);
  if (others.length === 0 && rest.length > 0) return "";
  const shortest = Math.min(first.length, ...others.map(({ length }) => length));
  let shared = 0;
  const isShared = (part: string[]) => part[shared] === first[shared];
  while (shared < shortest - 2 && others.every(isShared)) shared += 1;
  return first
    .slice(0, shared)
    .map((part) => `${part}.`)
    .join("");
}

/** The end of a text that has no room: from a part's beginning on where two parts are left then. */
function keptEnd(text: string, room: number): string {
  if (text.length <= room) return text;
  const end = text.slice(1 - room);
  const parts = end.slice(end.indexOf(".") + 1);
  return `…${text.at(-room) !== "." && parts.includes(".") ? parts : end}`;
}

/** A version without what its row shares, as a cell has room for it. */
export function shortVersion(version: string, prefix: string): string {
  const isLong = version.length > SHORT && version.startsWith(prefix);
  return keptEnd(isLong ? version.slice(prefix.length) : version, CELL_ROOM);
}

/** A version in the head of its row: what the row shares apart, for that is quiet. */
export function splitVersion(version: string, prefix: string): { shared: string; rest: string } {
  if (version.length > HEAD_ROOM) return { shared: "", rest: keptEnd(version, HEAD_ROOM) };
  const isLong = version.length > SHORT && version.startsWith(prefix);
  const shared = isLong ? prefix : "";
  return { shared, rest: version.slice(shared.length) };
}
