import { isWithin } from "@/lib/tree/lineage";
import { countWord } from "@/lib/words/status";
import type { Tree, TreeNode } from "@/lib/tree/tree";
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

/** "all in wave 2" */
function commonPlace(tree: Tree): string[] {
  const waves = new Set(tree.problemRows.map(waveOf));
  const isAll = tree.problems.every(({ path }) => path !== tree.root.path);
  const [only] = waves;
  if (!isAll || waves.size !== 1 || !only) return [];
  return [`all in wave ${String(tree.root.children.indexOf(only) + 1)}`];
}

/** "2 failed, 1 stuck, all in wave 2" */
export function problemSummary(tree: Tree): string {
  const counts = new Map<Word, number>();
  for (const { word, count } of tree.problems) counts.set(word, (counts.get(word) ?? 0) + count);
  const counted = [...counts].map(([word, count]) => countWord(count, word));
  return [...counted, ...commonPlace(tree)].join(", ");
}
