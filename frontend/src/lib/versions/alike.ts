import type { Brought } from "@/types/entities";
import { onTopOf } from "./table";
import type { TableRow } from "./table";

/** Fewer are not worth a click. */
const FEWEST = 3;

/** A row on screen: an app, or several that are alike in every cell. */
export interface ShownRow {
  readonly row: TableRow;
  /** How many others the row stands for. */
  readonly alike: number;
  /** Whether these follow it, each as a row. */
  readonly isOpen: boolean;
  /** Whether it is one of these. */
  readonly isInside: boolean;
}

function told(brought: Brought | null | undefined): unknown[] {
  if (!brought) return [];
  const { release_id: release, version, word, cause, stale } = brought;
  return [release, version, word, cause, stale];
}

/** The same text for apps whose cells say the same, but for when. */
function faceOf({ cells }: TableRow): string {
  return JSON.stringify(
    [...cells.values()].map((cell) => [
      cell.cluster,
      cell.conflict,
      told(cell.runs),
      ...onTopOf(cell).map(told),
    ]),
  );
}

/** Apps that the same releases brought to the same clusters, with the same result: by the first of them. */
export function alikeIn(rows: readonly TableRow[]): ReadonlyMap<string, readonly TableRow[]> {
  const groups = [...Map.groupBy(rows, faceOf).values()];
  const large = groups.filter(({ length }) => length >= FEWEST);
  return new Map(large.map((group) => [group[0]?.app ?? "", group]));
}

/** Each group of apps that are alike as one row, and the apps of the groups in `opened` below theirs. */
export function folded(
  rows: readonly TableRow[],
  groups: ReadonlyMap<string, readonly TableRow[]>,
  opened: ReadonlySet<string>,
): readonly ShownRow[] {
  const inside = new Set([...groups.values()].flatMap(([, ...others]) => others));
  return rows.flatMap((row) => {
    if (inside.has(row)) return [];
    const others = groups.get(row.app)?.slice(1) ?? [];
    const isOpen = others.length > 0 && opened.has(row.app);
    const head = { row, alike: others.length, isOpen, isInside: false };
    const below = isOpen ? others : [];
    return [
      head,
      ...below.map((other) => ({ row: other, alike: 0, isOpen: false, isInside: true })),
    ];
  });
}
