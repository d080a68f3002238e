import { isWithin } from "@/lib/tree/lineage";
import type { Tree } from "@/lib/tree/tree";
import type { GivenApproval, NodeProblem } from "@/types/entities";

/** Who is asked at a node or below it, or by the release on behalf of its current wave. */
export function askedAt(tree: Tree, path: string): NodeProblem | null {
  const asked = tree.problems.filter(({ kind }) => kind === "waiting");
  const isCurrent = tree.currentWave?.path === path;
  return (
    asked.find((problem) => isWithin(problem.path, path)) ??
    (isCurrent ? asked.find((problem) => problem.path === tree.root.path) : undefined) ??
    null
  );
}

/** Those of a node and of all below it, the newest first. */
export function approvalsAt(tree: Tree, path: string): GivenApproval[] {
  return tree.approvals.filter((given) => isWithin(given.path, path));
}

/** Where to approve what is asked first. */
export function approveUrlOf(tree: Tree): string | null {
  return tree.problems.find(({ approve_url }) => approve_url)?.approve_url ?? null;
}

/** "portal.acme.example": where a button leads. */
export function hostOf(url: string): string | null {
  return url.startsWith("https://") && URL.canParse(url) ? new URL(url).host : null;
}
