import { useMemo } from "react";
import { pastVerdict } from "@/lib/tree/past";
import type { Past } from "@/lib/tree/rowView";
import { formatClock } from "@/lib/words/time";
import type { ShownVerdict } from "@/lib/words/title";
import { buildTree } from "@/lib/tree/tree";
import type { Tree } from "@/lib/tree/tree";
import { isReading, unreadOf } from "@/lib/tree/unread";
import type { Unread } from "@/lib/tree/unread";
import { pastWaveCells, waveCells } from "@/lib/tree/waves";
import type { WaveCell } from "@/lib/tree/waves";
import type { TreeAnswer } from "@/services/releaseService";
import type { Verdict } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";
import type { OutageKind } from "./live";
import { useZone } from "./useZone";

export interface ReleaseModel {
  tree: Tree;
  verdict: ShownVerdict;
  cells: readonly WaveCell[];
  unread: Unread | null;
  /** Set while nothing is confirmed. */
  past: Past | null;
  /** Every node was read, or at least tried. */
  isWhole: boolean;
}

const SILENT = {
  temporal: "Temporal does not answer.",
  server: "Releasewatch does not answer.",
  offline: "This browser is offline and does not answer.",
  gone: "Temporal no longer knows this release.",
} satisfies Record<OutageKind, string>;

/** Nothing on the page is confirmed: reads fail, or it is the past, from a file. */
export interface Unconfirmed {
  kind: OutageKind | "file";
  readAt: number | undefined;
}

function unconfirmed(last: Verdict, kind: Unconfirmed["kind"], clock: string): ShownVerdict {
  if (kind === "file") return { ...last, word: TERMS[last.word].past };
  const verdict = pastVerdict(last, SILENT[kind], clock);
  return kind === "gone" ? { ...verdict, word: "Gone" } : verdict;
}

/** All that the page says, worked out once per changed read: one that only confirms brings the same answer. */
export function useReleaseModel(answer: TreeAnswer, outage: Unconfirmed | undefined): ReleaseModel {
  const zone = useZone();
  const readAt = outage?.readAt;
  const kind = outage?.kind;
  const told = useMemo(() => {
    const tree = buildTree(answer);
    return { tree, unread: unreadOf(tree, answer), isWhole: !isReading(answer) };
  }, [answer]);
  const past = useMemo(() => (readAt === undefined ? null : { readAt, zone }), [readAt, zone]);
  const { tree } = told;
  const cells = useMemo(
    () => (past ? pastWaveCells(tree, zone) : waveCells(tree)),
    [tree, past, zone],
  );
  const verdict = useMemo(
    () =>
      past && kind
        ? unconfirmed(answer.verdict, kind, formatClock(past.readAt, zone))
        : answer.verdict,
    [answer, past, kind, zone],
  );
  return { ...told, cells, past, verdict };
}
