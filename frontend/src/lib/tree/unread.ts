import { causeOf } from "@/lib/tree/problems";
import type { Tree } from "@/lib/tree/tree";
import { isReading, readingText } from "@/lib/tree/verdict";
import type { ReadState } from "@/lib/tree/verdict";
import { formatNumber, plural } from "@/lib/words/words";

export interface Unread {
  readonly title: string;
  readonly text: string;
  /** Apps that could not be read: what "Show the 17" shows. */
  readonly apps: number;
}

/** The reasons, most frequent first. */
function reasons(nodes: Tree["nodes"]): string[] {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const cause = causeOf(node.entity);
    if (cause !== null) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([cause]) => cause);
}

/** Why the tree is only partly known; null when all of it is. */
export function unreadOf(tree: Tree, read: ReadState): Unread | null {
  if (isReading(read)) {
    const text = `${readingText(read)}. What is not read yet is shown as unknown.`;
    return { title: "Reading.", text, apps: 0 };
  }
  const unread = tree.nodes.filter((node) => node.entity.status === "unknown");
  if (unread.length === 0) return null;
  const apps = unread.filter((node) => node.type === "app");
  const nodes = apps.length > 0 ? apps : unread;
  const what =
    apps.length > 0
      ? `${formatNumber(apps.length)} of ${plural(tree.root.total, "app")}`
      : plural(unread.length, "part");
  const [first, ...others] = reasons(nodes);
  const more = others.length > 0 ? `, and ${plural(others.length, "other reason")}` : "";
  const why = first === undefined ? "" : `: ${first.replace(/[.\s]+$/, "")}${more}`;
  return { title: "Partly known.", text: `${what} cannot be read${why}.`, apps: apps.length };
}
