import {
  cancelledClauses,
  finishedClauses,
  pausedClauses,
  runningClauses,
} from "@/lib/tree/calmClauses";
import type { Clauses } from "@/lib/tree/clauses";
import { statusWord } from "@/lib/words/status";
import type { Tree } from "@/lib/tree/tree";
import {
  failedClauses,
  ownClauses,
  retryingClauses,
  troubleClauses,
  waitingClauses,
} from "@/lib/tree/troubleClauses";
import { formatNumber } from "@/lib/words/words";
import type { Progress, Status } from "@/types/entities";

export interface Verdict {
  readonly status: Status;
  readonly stuck: boolean;
  readonly word: string;
  /** Numbers first, then place. */
  readonly bold: string;
  /** What happens next. */
  readonly plain: string;
  /** Since when a person is waited for: the page counts on from there. */
  readonly waitingSince: number | null;
  /** The count the page's title carries: "2 of 240". */
  readonly figure: string | null;
}

export interface ReadState {
  readonly complete: boolean;
  readonly progress: Progress;
}

/** A first read of a big tree that has not come to its end. */
export function isReading(read: ReadState): boolean {
  return !read.complete && read.progress.read < read.progress.known;
}

/** "412 of about 1,000 read" */
export function readingText({ progress }: ReadState): string {
  return `${formatNumber(progress.read)} of about ${formatNumber(progress.known)} read`;
}

function clauses(tree: Tree, read: ReadState): Clauses {
  const { root } = tree;
  switch (root.status) {
    case "failed":
      return failedClauses(tree);
    case "retrying":
      return (root.stuck ? troubleClauses(tree, "stuck") : null) ?? retryingClauses(tree);
    case "unknown":
      return unknownClauses(tree, read);
    case "waiting":
      return waitingClauses(tree);
    case "cancelled":
      return cancelledClauses(tree);
    case "skipped":
    case "succeeded":
      return finishedClauses(tree);
    case "paused":
      return pausedClauses(tree);
    case "running":
    case "pending":
      return runningClauses(tree);
  }
}

function unknownClauses(tree: Tree, read: ReadState): Clauses {
  const trouble = troubleClauses(tree, "unknown");
  if (trouble) return trouble;
  if (isReading(read)) {
    return { bold: `${readingText(read)}.`, plain: "The rest follows.", figure: null };
  }
  return tree.release.status === "unknown"
    ? ownClauses(tree, "cannot be read")
    : runningClauses(tree);
}

/** The one line that says how the release is doing. */
export function verdictOf(tree: Tree, read: ReadState): Verdict {
  const { root } = tree;
  const word = statusWord({
    status: root.status,
    type: "release",
    code: tree.release.code,
    open: root.open,
    stuck: root.stuck,
  });
  const said = clauses(tree, read);
  const reading = isReading(read) && root.status !== "unknown" ? ` ${readingText(read)}.` : "";
  return {
    status: root.status,
    stuck: root.stuck,
    word,
    waitingSince: null,
    ...said,
    plain: `${said.plain}${reading}`.trim(),
  };
}

/** While nothing is confirmed: unknown, and what was last known as of then. */
export function pastVerdict(last: Verdict, who: string, asOf: string): Verdict {
  return {
    status: "unknown",
    stuck: false,
    word: "Unknown",
    bold: `${who} does not answer.`,
    plain: `Last known at ${asOf}: ${last.word.toLowerCase()}. ${last.bold}`,
    waitingSince: null,
    figure: null,
  };
}
