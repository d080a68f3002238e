import { TERMS } from "@/types/vocabulary.gen";
import type { Brought, VersionCell, VersionRow } from "@/types/entities";

export type Group = "attention" | "differ" | "same";

/** Worst first, as rows stand. */
export const GROUPS = ["attention", "differ", "same"] as const satisfies readonly Group[];

export type Kind = "trouble" | "conflict" | "stale" | "running" | "other" | "same" | "absent";

/** One app over all clusters. */
export interface TableRow {
  readonly app: string;
  readonly cells: ReadonlyMap<string, VersionCell>;
  /** What runs in most clusters; null where nothing is known to run. */
  readonly mostRun: string | null;
  readonly mostRunIn: number;
  readonly group: Group;
  /** The cell that puts it under attention. */
  readonly worst: VersionCell | null;
}

function needsAPerson({ word, stale }: Brought): boolean {
  return !stale && TERMS[word].attention;
}

export function onTopOf(cell: VersionCell): readonly Brought[] {
  return cell.on_top ?? [];
}

/** Never calmer than what is known: what was read too long ago is neither under way nor the same. */
export function kindOf(cell: VersionCell | undefined, mostRun: string | null): Kind {
  if (!cell) return "absent";
  const onTop = onTopOf(cell);
  if (cell.conflict) return "conflict";
  if (onTop.some(needsAPerson)) return "trouble";
  if (cell.runs?.stale || onTop.some(({ stale }) => stale)) return "stale";
  if (onTop.length > 0) return "running";
  return (cell.runs?.version ?? null) === mostRun ? "same" : "other";
}

/** At equal counts the version that arrived later. */
function mostRunOf(cells: readonly VersionCell[]): [string | null, number] {
  const counts = new Map<string, { count: number; at: string }>();
  for (const { runs } of cells) {
    if (!runs?.version) continue;
    const { count, at } = counts.get(runs.version) ?? { count: 0, at: "" };
    counts.set(runs.version, { count: count + 1, at: (runs.at ?? "") > at ? (runs.at ?? "") : at });
  }
  const [first] = [...counts].toSorted(
    ([, a], [, b]) => b.count - a.count || b.at.localeCompare(a.at),
  );
  return first ? [first[0], first[1].count] : [null, 0];
}

export const CALM: ReadonlySet<Kind> = new Set(["same", "absent"]);

export function tableRow({ app, cells }: VersionRow): TableRow {
  const [mostRun, mostRunIn] = mostRunOf(cells);
  const kinds = cells.map((cell) => kindOf(cell, mostRun));
  const troubled = kinds.findIndex((kind) => kind === "trouble");
  const worst = cells[troubled === -1 ? kinds.indexOf("conflict") : troubled] ?? null;
  const rest = kinds.every((kind) => CALM.has(kind)) ? "same" : "differ";
  return {
    app,
    mostRun,
    mostRunIn,
    cells: new Map(cells.map((cell) => [cell.cluster, cell])),
    group: worst ? "attention" : rest,
    worst,
  };
}

/** By group, then by name. */
export function tableRows(apps: readonly VersionRow[]): readonly TableRow[] {
  const rows = apps.map(tableRow);
  return GROUPS.flatMap((group) => rows.filter((row) => row.group === group));
}

/** The leading parts that all versions of a row share say nothing in a cell; two parts always stay. */
export function shortVersion(version: string, mostRun: string | null): string {
  const parts = version.split(".");
  const others = (mostRun ?? version).split(".");
  let shared = 0;
  while (shared < parts.length - 2 && parts[shared] === others[shared]) shared += 1;
  const rest = version.length > 6 ? parts.slice(shared).join(".") : version;
  return rest.length > 8 ? `…${rest.slice(-7)}` : rest;
}
