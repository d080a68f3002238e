import { isWithin } from "@/lib/tree/lineage";
import { countWord } from "@/lib/words/status";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { plural } from "@/lib/words/words";
import type { NodeProblem, Word } from "@/types/entities";

/** The paths of a problem that lie below a row, without the row's own. */
export function pathsBelow(tree: Tree, problem: NodeProblem, row: TreeNode): string[] {
  return problem.paths.filter((path) => isWithin(path, row.path) && tree.rowOf.get(path) !== row);
}

/** The problems of what lies below a row. */
export function problemsBelow(tree: Tree, row: TreeNode): NodeProblem[] {
  return tree.problems.filter((problem) => pathsBelow(tree, problem, row).length > 0);
}

function waveOf(node: TreeNode): TreeNode {
  let up = node;
  while (up.parent?.parent) up = up.parent;
  return up;
}

/** What it stands in: "Wave 2 / eu-west-1b", or what a wave is: "Europe, 4 clusters". */
export function placeText(tree: Tree, { type, path, place }: NodeProblem): string {
  const row = type === "wave" ? tree.rowOf.get(path) : undefined;
  if (!row) return place.join(" / ");
  const clusters = row.children.length > 0 ? plural(row.children.length, "cluster") : "";
  return [row.detail ?? "", clusters].filter((part) => part !== "").join(", ");
}

/** "all in wave 2", of one "in wave 2" */
function commonPlace(tree: Tree): string[] {
  const waves = new Set(tree.problemRows.map(waveOf));
  const isAll = tree.problems.every(({ path }) => path !== tree.root.path);
  const [only] = waves;
  if (!isAll || waves.size !== 1 || !only) return [];
  const isOne = tree.problemRows.length === 1;
  return [`${isOne ? "" : "all "}in wave ${String(tree.root.children.indexOf(only) + 1)}`];
}

/** "2 failed, 1 stuck, all in wave 2" */
export function problemSummary(tree: Tree): string {
  const counts = new Map<Word, number>();
  for (const { word, count } of tree.problems) counts.set(word, (counts.get(word) ?? 0) + count);
  const counted = [...counts].map(([word, count]) => countWord(count, word));
  return [...counted, ...commonPlace(tree)].join(", ");
}
