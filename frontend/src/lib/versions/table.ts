import { STATUSES } from "@/types/entities";
import type { Brought, Status, VersionCell, VersionRow, VersionSource } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";
import { arrivingIn, openReleases } from "./arriving";
import type { Arriving, OpenReleases } from "./arriving";
import { sharedPrefix } from "./version";

export type Group = "attention" | "differ" | "same";

/** Worst first, as rows stand. */
export const GROUPS = ["attention", "differ", "same"] as const satisfies readonly Group[];

export type Kind = "trouble" | "conflict" | "stale" | "running" | "other" | "same" | "absent";

/** An app and a cluster, as the table calls them. */
export interface CellName {
  readonly app: string;
  readonly cluster: string;
}

/** What rows need to know of the releases, by id. */
interface Releases {
  readonly open: OpenReleases;
  readonly names: ReadonlyMap<string, string | null>;
}

/** A version, and in how many clusters it runs. */
export interface RunVersion {
  readonly version: string;
  readonly count: number;
}

/** One app over all clusters. */
export interface TableRow {
  readonly app: string;
  /** What releases it: the name of one that did, if that has a name. */
  readonly release: string | null;
  readonly cells: ReadonlyMap<string, VersionCell>;
  /** What runs in most clusters; null where nothing is known to run. */
  readonly mostRun: string | null;
  /** What else runs, by the number of clusters. */
  readonly alsoRun: readonly RunVersion[];
  /** What all its versions begin with. */
  readonly prefix: string;
  readonly arriving: Arriving | null;
  readonly group: Group;
  /** The cell that puts it under attention. */
  readonly worst: VersionCell | null;
}

function needsAPerson({ word, stale }: Brought): boolean {
  return !stale && TERMS[word].attention;
}

/** What was read too long ago is unknown now. */
export function statusOf({ word, stale }: Brought): Status {
  return stale ? "unknown" : TERMS[word].status;
}

function rank(brought: Brought): number {
  return STATUSES.indexOf(statusOf(brought));
}

export function worstOf(brought: readonly Brought[]): Brought | undefined {
  return brought.toSorted((a, b) => rank(a) - rank(b))[0];
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

/** What runs most comes first; at equal counts the version that arrived later. */
function runVersions(cells: readonly VersionCell[]): readonly RunVersion[] {
  const counts = new Map<string, RunVersion & { at: string }>();
  for (const { runs } of cells) {
    if (!runs?.version) continue;
    const { version, at: last } = runs;
    const { count, at } = counts.get(version) ?? { count: 0, at: "" };
    counts.set(version, { version, count: count + 1, at: (last ?? "") > at ? (last ?? "") : at });
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count || b.at.localeCompare(a.at));
}

function versionsIn(cells: readonly VersionCell[]): ReadonlySet<string> {
  const brought = cells.flatMap((cell) => [cell.runs, ...onTopOf(cell)]);
  return new Set(brought.flatMap((each) => each?.version ?? []));
}

export function runsInClusters({ cells }: TableRow, version: string): readonly string[] {
  return [...cells.values()]
    .filter(({ runs }) => runs?.version === version)
    .map(({ cluster }) => cluster);
}

/** In how many clusters a version runs. */
export function runsIn(row: TableRow, version: string): number {
  return runsInClusters(row, version).length;
}

/** The worst trouble in each cluster, where there is any. */
export function worstByCluster(rows: readonly TableRow[]): ReadonlyMap<string, Brought> {
  const troubles = new Map<string, Brought[]>();
  for (const { cells } of rows) {
    for (const [cluster, cell] of cells) {
      const found = onTopOf(cell).filter((each) => each.stale || needsAPerson(each));
      if (found.length > 0) troubles.set(cluster, [...(troubles.get(cluster) ?? []), ...found]);
    }
  }
  const worst = new Map<string, Brought>();
  for (const [cluster, found] of troubles) {
    const first = worstOf(found);
    if (first) worst.set(cluster, first);
  }
  return worst;
}

export const CALM: ReadonlySet<Kind> = new Set(["same", "absent"]);

const NO_RELEASES: Releases = { open: new Map(), names: new Map() };

/** `fewest` clusters must be known before one version is what most run. */
export function tableRow({ app, cells }: VersionRow, releases = NO_RELEASES, fewest = 0): TableRow {
  const versions = runVersions(cells);
  const isTold = cells.filter(({ runs }) => runs).length >= fewest;
  const mostRun = isTold ? (versions[0]?.version ?? null) : null;
  const kinds = cells.map((cell) => kindOf(cell, mostRun));
  const troubled = kinds.findIndex((kind) => kind === "trouble");
  const worst = cells[troubled === -1 ? kinds.indexOf("conflict") : troubled] ?? null;
  const rest = kinds.every((kind) => CALM.has(kind)) ? "same" : "differ";
  const brought = cells.find(({ runs }) => runs)?.runs ?? cells[0]?.on_top?.[0];
  return {
    app,
    release: releases.names.get(brought?.release_id ?? "") ?? null,
    mostRun,
    alsoRun: versions.filter(({ version }) => version !== mostRun),
    prefix: sharedPrefix(versionsIn(cells)),
    arriving: arrivingIn(cells, releases.open),
    cells: new Map(cells.map((cell) => [cell.cluster, cell])),
    group: worst ? "attention" : rest,
    worst,
  };
}

function byWorst(a: TableRow, b: TableRow): number {
  return severity(a) - severity(b);
}

/** Two releases at one cell are less than any trouble. */
function severity({ worst }: TableRow): number {
  if (!worst || worst.conflict) return STATUSES.length;
  return Math.min(...onTopOf(worst).map(rank));
}

/** By group, then the worst first, then by name. */
export function tableRows(
  apps: readonly VersionRow[],
  releases: readonly VersionSource[] = [],
  fewest = 0,
): readonly TableRow[] {
  const names = new Map(releases.map(({ id, name }) => [id, name ?? null]));
  const told = { open: openReleases(releases), names };
  const rows = apps.map((row) => tableRow(row, told, fewest));
  return GROUPS.flatMap((group) => rows.filter((row) => row.group === group).toSorted(byWorst));
}
