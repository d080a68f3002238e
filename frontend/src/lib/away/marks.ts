import type { Change } from "./clauses";

/** The rows that have changed, and those above them. */
export interface Marks {
  readonly changed: ReadonlySet<string>;
  readonly above: ReadonlySet<string>;
  /** "11:56": since when. */
  readonly clock: string;
  /** How many rows have changed. A release is no row of its own page. */
  readonly rows: number;
}

/** What a row shows of it: its own change, or that something below it has changed, which only a closed row says. */
export type Unseen = "changed" | "below";

export function marksOf(changes: readonly Change[], clock: string): Marks {
  const above = new Set<string>();
  for (const { parent } of changes) {
    for (let up = parent; up && !above.has(up.path); up = up.parent) above.add(up.path);
  }
  const rows = changes.filter(({ level }) => level > 0).length;
  return { changed: new Set(changes.map(({ path }) => path)), above, clock, rows };
}

export function unseenOf(marks: Marks | null, path: string, isOpen: boolean): Unseen | null {
  if (marks?.changed.has(path)) return "changed";
  return !isOpen && marks?.above.has(path) ? "below" : null;
}

/** "changed since 11:56", "changes below since 11:56" */
export function unseenText(unseen: Unseen, { clock }: Marks): string {
  return `${unseen === "below" ? "changes below" : "changed"} since ${clock}`;
}
