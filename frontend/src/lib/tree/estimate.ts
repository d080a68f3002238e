import type { Tree, TreeNode } from "@/lib/tree/tree";
import type { Zone } from "@/lib/words/time";
import { endWords, said } from "@/lib/words/usual";
import type { Said } from "@/lib/words/usual";
import { within } from "@/lib/words/words";
import type { Usual, UsualWave } from "@/types/entities";

/** What is usual for the wave at a path. */
export function usualWave(
  { root }: Tree,
  path: string,
  usual: Usual | undefined,
): UsualWave | undefined {
  return usual?.waves[root.children.findIndex((wave) => wave.path === path)];
}

function wavesToCome({ root, currentWave }: Tree): TreeNode[] {
  const current = root.children.findIndex((wave) => wave === currentWave);
  return root.children.slice(current + 1).filter(({ status }) => status === "pending");
}

/** What the waves that have not begun take at least, in seconds. */
function timeToCome(tree: Tree, usual: Usual): number {
  const least = wavesToCome(tree).map(({ path }) => usualWave(tree, path, usual)?.usual?.least);
  return least.reduce((sum: number, seconds) => sum + (seconds ?? 0), 0);
}

/** Why nobody can say when it ends; null where that is no matter of who or what is waited for. */
function noEstimate(tree: Tree): string | null {
  const [next] = wavesToCome(tree);
  const asked = tree.problems.find(({ kind }) => kind === "waiting");
  switch (tree.root.word) {
    case "Needs approval":
      return `No estimate until ${asked?.type === "wave" ? within(asked.label) : "it"} is approved`;
    case "Failing":
      return `No estimate while ${next ? `${within(next.label)} is held` : "it is failing"}`;
    case "Paused":
      return "No estimate while it is paused";
    case "Unknown":
      return "No estimate while parts of it are unknown";
    default:
      return null;
  }
}

/** When an open release is likely to end, or why that cannot be said. Nothing where nothing is usual. */
export function estimateOf(tree: Tree, usual: Usual, zone: Zone): Said | null {
  const end = endWords(usual, timeToCome(tree, usual), zone);
  if (end || !usual.usual || tree.root.ended !== null) return end;
  const why = noEstimate(tree);
  return why === null ? null : said(why);
}
