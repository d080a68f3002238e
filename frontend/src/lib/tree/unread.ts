import type { Tree } from "@/lib/tree/tree";
import { formatNumber, plural } from "@/lib/words/words";
import type { Hierarchy } from "@/types/entities";

export interface Unread {
  readonly title: string;
  readonly text: string;
  /** Apps that could not be read: what "Show the 17" shows. */
  readonly apps: number;
}

type ReadState = Pick<Hierarchy, "complete" | "progress">;

/** A read of a big tree that has not come to its end. */
export function isReading({ complete, progress }: ReadState): boolean {
  return !complete && progress.read < progress.known;
}

/** Why the tree is only partly known; null when all of it is. */
export function unreadOf(tree: Tree, read: ReadState): Unread | null {
  if (isReading(read)) {
    const { read: done, known } = read.progress;
    const figure = `${formatNumber(done)} of about ${formatNumber(known)} read`;
    return { title: "Reading.", text: `${figure}. ${lackOf(tree)}`, apps: 0 };
  }
  const problems = tree.problems.filter(({ kind }) => kind === "unknown");
  if (problems.length === 0) return null;
  const apps = tree.root.counts.unknown ?? 0;
  const parts = problems.reduce((sum, { count }) => sum + count, 0);
  const what =
    apps > 0 ? `${formatNumber(apps)} of ${plural(tree.root.total, "app")}` : plural(parts, "part");
  return { title: "Partly known.", text: `${what} cannot be read${whyOf(problems)}.`, apps };
}

function lackOf(tree: Tree): string {
  const isStale = [tree.root, ...tree.nodes].some((node) => node.staleSince !== null);
  return isStale
    ? "What was read too long ago is shown as it was, with its time."
    : "What is not read yet is shown as unknown.";
}

/** ": No worker polls queue apps, and 2 other reasons": the most frequent one. */
function whyOf(problems: Tree["problems"]): string {
  const byCount = problems.toSorted((one, other) => other.count - one.count);
  const [first, ...others] = new Set(byCount.flatMap(({ cause }) => cause ?? []));
  if (first === undefined) return "";
  const more = others.length > 0 ? `, and ${plural(others.length, "other reason")}` : "";
  return `: ${first.replace(/[.\s]+$/, "")}${more}`;
}
