import { formatNumber } from "@/lib/words/words";
import type { TableRow } from "./table";
import { shortVersion } from "./version";

/** How another version is drawn where there is no room for its text. */
export type Block = "second" | "third" | "more";

/** The second version is solid, the third hollow, any other hatched. */
export function blockOf({ alsoRun }: TableRow, version: string | null | undefined): Block {
  const at = alsoRun.findIndex((each) => each.version === version);
  return (["second", "third"] as const)[at] ?? "more";
}

interface AlsoRun {
  readonly block: Block;
  readonly version: string;
  /** "in 8"; empty where two versions leave no room. */
  readonly reach: string;
}

/** The two that run most after the one that most clusters run: there is no room for more. */
export function alsoRunIn(row: TableRow): readonly AlsoRun[] {
  const shown = row.alsoRun.slice(0, 2);
  return shown.map(({ version, count }) => {
    const reach = shown.length > 1 ? "" : `in ${formatNumber(count)}`;
    return { block: blockOf(row, version), version: shortVersion(version, row.prefix), reach };
  });
}

/** "48.2 in 8, 47.1 in 3" */
export function alsoRunText({ alsoRun, prefix }: TableRow): string {
  return alsoRun
    .map(({ version, count }) => `${shortVersion(version, prefix)} in ${formatNumber(count)}`)
    .join(", ");
}
