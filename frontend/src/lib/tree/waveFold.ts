import { countWord } from "@/lib/words/status";
import type { WaveCell } from "@/lib/tree/waves";
import { plural } from "@/lib/words/words";
import { STATUSES } from "@/types/entities";
import { TERMS, WORDS } from "@/types/vocabulary.gen";

/** How many cells fit into the strip: of full size, and with number and bar only. */
const ROOMY = 8;
const COMPACT = 12;

export interface Strip {
  readonly cells: readonly WaveCell[];
  /** Waves folded into one cell: on a phone always, on a desktop only if there are very many. */
  readonly folded: ReadonlySet<WaveCell>;
  readonly isCompact: boolean;
  readonly isFolded: boolean;
}

/** The current wave goes first, then the worst. */
function rank({ isCurrent, node }: WaveCell): number {
  return isCurrent ? -1 : STATUSES.indexOf(node.status);
}

/** What people look for: the current wave, and those in trouble. */
function wanted(cells: readonly WaveCell[]): ReadonlySet<WaveCell> {
  const found = cells
    .filter(({ isCurrent, node }) => isCurrent || TERMS[node.word].attention)
    .toSorted((a, b) => rank(a) - rank(b));
  return new Set(found.slice(0, ROOMY - 1));
}

export function stripOf(cells: readonly WaveCell[]): Strip {
  const isCompact = cells.length > ROOMY;
  const kept = wanted(cells);
  const folded = new Set(isCompact ? cells.filter((cell) => !kept.has(cell)) : []);
  return { cells, folded, isCompact, isFolded: cells.length > COMPACT };
}

/** "298 more waves", and their statuses: "1 succeeded, 297 not started". */
export function foldText({ cells, folded }: Strip): { title: string; note: string } {
  const title = plural(folded.size, folded.size === cells.length ? "wave" : "more wave");
  const counts = STATUSES.map((status) => {
    const count = [...folded].filter(({ node }) => node.status === status).length;
    return count > 0 ? countWord(count, WORDS[status]) : null;
  });
  return { title, note: counts.filter((text) => text !== null).join(", ") };
}
