import type { CsvRow } from "@/lib/app/download";
import { releasePath } from "@/lib/app/paths";
import { formatAgo, formatDay, parseTime } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";
import { countWord } from "@/lib/words/status";
import { sentence } from "@/lib/words/words";
import { STATUSES } from "@/types/entities";
import type { Brought, CellHistory, Status, VersionCell, VersionSource } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";
import { regionOf } from "./regions";
import { onTopOf, statusOf, worstOf } from "./table";
import type { TableRow } from "./table";

type Reach = Pick<CellHistory, "progress" | "back_to">;

export function versionOf({ version }: Brought): string {
  return version ?? "a version that nobody told";
}

export function releaseName(releaseId: string): string {
  return releaseId.replace(/^release:/, "");
}

function age(at: string | null | undefined, now: number): string {
  const time = parseTime(at);
  return time === undefined ? "" : `, ${formatAgo(time, now)}`;
}

function runsSentence(runs: Brought, now: number): string {
  const last = runs.stale ? "Last known to run" : "Runs";
  const by = `last reported by ${releaseName(runs.release_id)}${age(runs.at, now)}`;
  return `${last} ${versionOf(runs)}, ${by}.`;
}

function onTopSentence(each: Brought, now: number): string {
  const word = each.stale ? `Was ${each.word.toLowerCase()}, read too long ago` : each.word;
  const cause = each.cause ? `: ${each.cause}` : "";
  return sentence(
    `${versionOf(each)} of ${releaseName(each.release_id)}: ${word}${age(each.at, now)}${cause}`,
  );
}

/** Where nothing is known to run: what a release says was there before, which nobody saw succeed. */
export function beforeText(cell: VersionCell): string | null {
  const said = onTopOf(cell).find((each) => each.previous_version);
  if (!said) return null;
  return `${releaseName(said.release_id)} says that ${said.previous_version ?? ""} ran before`;
}

interface Knowledge {
  now: number;
  /** Whether every release that Temporal lists was read. */
  isAllRead: boolean;
}

/** A cell in words: its name for a screen reader, and its tooltip. */
export function cellSentence(cell: VersionCell | undefined, known: Knowledge): string {
  if (!cell) {
    return known.isAllRead
      ? "No release that Temporal still keeps brought it here."
      : "Not known yet: older releases are still being read.";
  }
  const both = cell.conflict ? ["Two releases are open here."] : [];
  const runs = cell.runs ? runsSentence(cell.runs, known.now) : "Nothing is known to run here.";
  const before = beforeText(cell);
  const onTop = onTopOf(cell).map((each) => onTopSentence(each, known.now));
  return [...both, runs, before && `${before}.`, ...onTop].filter(Boolean).join(" ");
}

interface Reason {
  /** "Failed in eu-west-1b" */
  where: string;
  /** What its workflow says of it; empty where it says nothing. */
  why: string;
  /** None where two releases are at one cell. */
  status: Status | undefined;
}

/** Why a row needs attention. */
export function reasonOf({ worst }: TableRow): Reason | null {
  if (!worst) return null;
  const onTop = onTopOf(worst);
  if (worst.conflict) {
    const [one, other] = onTop.map(({ version }) => version);
    const why = one && other ? `${one} and ${other} are both open` : "";
    return { where: `Two releases in ${worst.cluster}`, why, status: undefined };
  }
  const first = worstOf(onTop);
  if (!first) return null;
  const where = `${first.word} in ${worst.cluster}`;
  return { where, why: first.cause ?? "", status: statusOf(first) };
}

interface Trouble {
  /** "2 failed" */
  text: string;
  /** None where two releases are at one cell. */
  status: Status | undefined;
}

/** How many apps need attention and for what, the worst first. */
export function troublesIn(rows: readonly TableRow[]): Trouble[] {
  const cells = rows.flatMap(({ worst }) => worst ?? []);
  const troubles = cells.flatMap((cell) => (cell.conflict ? [] : (worstOf(onTopOf(cell)) ?? [])));
  const words = Map.groupBy(troubles, ({ word }) => word);
  const told = [...words].map(([word, { length }]) => {
    return { text: countWord(length, word), status: TERMS[word].status };
  });
  const conflicts = cells.length - troubles.length;
  return [
    ...told.toSorted((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status)),
    ...(conflicts > 0 ? [{ text: `${String(conflicts)} at two releases`, status: undefined }] : []),
  ];
}

/** The app in the release that brought it. */
export function nodeLink({ release_id: id, path }: Brought): string {
  return `${releasePath(id)}?node=${encodeURIComponent(path)}`;
}

/** What a cell speaks of first: what is on top of it, else what runs. */
export function firstOf<B extends Brought>(
  cell: { runs?: B | null; on_top?: readonly B[] } | undefined,
): B | null {
  return cell?.on_top?.[0] ?? cell?.runs ?? null;
}

/** "Storefront 2026.48.2", or the id where it has no name. */
export function releaseTitle(releases: readonly VersionSource[], id: string): string {
  const { name, version } = releases.find((release) => release.id === id) ?? {};
  return name ? `${name} ${version ?? ""}`.trim() : releaseName(id);
}

/** What a cell's badge says: the worst on top, else what runs. */
export function badgeOf(
  cell: VersionCell | undefined,
): { status: Status; word: string; stuck: boolean } | null {
  const shown = worstOf(cell ? onTopOf(cell) : []) ?? cell?.runs;
  if (!shown) return null;
  const { word, stale } = shown;
  return {
    status: statusOf(shown),
    word: stale ? TERMS[word].past : word,
    stuck: word === "Stuck",
  };
}

/** What lies before the oldest entry of a cell's history. */
export function horizonText({ progress, back_to: backTo }: Reach, zone: Zone): string {
  if (progress.read === progress.known) return "Older is beyond what Temporal keeps.";
  const read = parseTime(backTo);
  return read === undefined
    ? "Older is not read yet."
    : `Before ${formatDay(read, zone)}: not read yet.`;
}

export function csvRows(rows: readonly TableRow[], clusters: readonly string[]): CsvRow[] {
  return rows.flatMap(({ app, cells }) =>
    clusters.map((cluster) => {
      const cell = cells.get(cluster);
      const first = cell ? onTopOf(cell)[0] : undefined;
      return {
        app,
        cluster,
        region: regionOf(cluster),
        version: cell?.runs?.version,
        release: cell?.runs?.release_id,
        succeeded_at: cell?.runs?.at,
        on_top_word: first?.word,
        on_top_version: first?.version,
        on_top_release: first?.release_id,
        on_top_since: first?.at,
        on_top_cause: first?.cause,
        conflict: cell?.conflict ? "yes" : "",
        stale: cell?.runs?.stale || first?.stale ? "yes" : "",
        known: cell ? "yes" : "no",
      };
    }),
  );
}
