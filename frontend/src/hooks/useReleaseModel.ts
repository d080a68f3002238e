import { useMemo } from "react";
import { problemRows } from "@/lib/tree/problems";
import type { Problem } from "@/lib/tree/problems";
import type { Past } from "@/lib/tree/rowView";
import { formatClock } from "@/lib/words/time";
import { buildTree } from "@/lib/tree/tree";
import type { Tree } from "@/lib/tree/tree";
import { unreadOf } from "@/lib/tree/unread";
import type { Unread } from "@/lib/tree/unread";
import { isReading, pastVerdict, verdictOf } from "@/lib/tree/verdict";
import type { Verdict } from "@/lib/tree/verdict";
import { pastWaveCells, waveCells } from "@/lib/tree/waves";
import type { WaveCell } from "@/lib/tree/waves";
import type { TreeAnswer } from "@/services/releaseService";
import type { Outage, OutageKind } from "./live";
import { useZone } from "./useZone";

export interface ReleaseModel {
  tree: Tree;
  verdict: Verdict;
  problems: readonly Problem[];
  cells: readonly WaveCell[];
  unread: Unread | null;
  /** Set while nothing is confirmed. */
  past: Past | null;
  /** Every node was read, or at least tried. */
  isWhole: boolean;
}

const SILENT = {
  temporal: "Temporal",
  server: "Releasewatch",
  offline: "This browser is offline and",
  gone: "",
} satisfies Record<OutageKind, string>;

function unconfirmed(last: Verdict, kind: OutageKind, clock: string): Verdict {
  const verdict = pastVerdict(last, SILENT[kind], clock);
  return kind === "gone"
    ? { ...verdict, word: "Gone", bold: "Temporal no longer knows this release." }
    : verdict;
}

/** All that the page says, worked out once per changed read. */
export function useReleaseModel(answer: TreeAnswer, outage: Outage | undefined): ReleaseModel {
  const zone = useZone();
  const { release, complete, progress } = answer;
  const readAt = outage?.readAt;
  const kind = outage?.kind;
  // A confirmed but unchanged read brings the same release object: then nothing here is worked out again.
  const tree = useMemo(() => buildTree({ release }), [release]);
  const past = useMemo(() => (readAt === undefined ? null : { readAt, zone }), [readAt, zone]);
  const problems = useMemo(() => problemRows(tree), [tree]);
  const cells = useMemo(
    () => (past ? pastWaveCells(tree, zone) : waveCells(tree)),
    [tree, past, zone],
  );
  const { read, known } = progress;
  const said = useMemo(() => {
    const state = { complete, progress: { read, known } };
    return {
      verdict: verdictOf(tree, state),
      unread: unreadOf(tree, state),
      isWhole: !isReading(state),
    };
  }, [tree, complete, read, known]);
  const verdict = useMemo(
    () =>
      past && kind ? unconfirmed(said.verdict, kind, formatClock(past.readAt, zone)) : said.verdict,
    [said, past, kind, zone],
  );
  return { tree, problems, cells, past, ...said, verdict };
}
