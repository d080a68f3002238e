import type { Word } from "@/types/entities";

/** A row of a page, as far as the next visit needs it: of a tree in tree order, or a release of the list. */
export interface Part {
  readonly id: string;
  /** Below another part when it is more than that one's. What a page is about has 0, and no row. */
  readonly level: number;
  readonly word: Word;
  /** When it began, in ms. */
  readonly started: number | null;
  /** Not where it could not be read, or was read too long ago. */
  readonly isKnown: boolean;
  /** The same object for as long as nothing of the part has changed. */
  readonly entity: object;
}

/** What was last seen of a page. Small enough to keep: of 10,000 rows it has some 200 kB. */
export interface Snapshot {
  /** When it was last looked at, in ms by the server's clock. */
  readonly at: number;
  /** The words that occur. */
  readonly words: readonly string[];
  /** Level, index of the word and id of each row, in the order of the page: "2 0 cluster:eu-west-1a". */
  readonly rows: readonly string[];
}

const UNSEEN: Word = "Unknown";

export function snapshotOf(parts: readonly Part[], at: number): Snapshot {
  const words = new Map<string, number>();
  const rows = parts.map(({ id, level, word, isKnown }) => {
    const seen = isKnown ? word : UNSEEN;
    if (!words.has(seen)) words.set(seen, words.size);
    return `${String(level)} ${String(words.get(seen))} ${id}`;
  });
  return { at, words: [...words.keys()], rows };
}

/** Names each row in turn by the ids from the top down to it, which tells equal ids apart. */
function namer(): (level: number, id: string) => () => string {
  const line: string[] = [];
  return (level, id) => {
    line.length = level;
    line[level] = id;
    return () => line.join("\n");
  };
}

function seenWords({ words, rows }: Snapshot): ReadonlyMap<string, string> {
  const nameOf = namer();
  return new Map(
    rows.map((row) => {
      const [level = "0", word = "", ...id] = row.split(" ");
      return [nameOf(Number(level), id.join(" "))(), words[Number(word)] ?? UNSEEN];
    }),
  );
}

/** Tells what has changed since a page was seen. */
export type Since = <P extends Part>(parts: readonly P[]) => P[];

/**
 * The parts whose word is another one than was seen, and those that began since. What is not known now, or was not
 * known then, never counts. Of one read after the other only what that read has changed is looked at.
 */
export function changedSince(seen: Snapshot): Since {
  const words = seenWords(seen);
  const judged = new WeakMap<object, boolean>();
  const hasChanged = (part: Part, name: string): boolean => {
    const before = words.get(name);
    if (!part.isKnown || before === UNSEEN) return false;
    return before === undefined ? (part.started ?? 0) > seen.at : before !== part.word;
  };
  return (parts) => {
    const nameOf = namer();
    return parts.filter((part) => {
      const name = nameOf(part.level, part.id);
      const known = judged.get(part.entity);
      if (known !== undefined) return known;
      const found = hasChanged(part, name());
      judged.set(part.entity, found);
      return found;
    });
  };
}
