import type { TreeNode } from "@/lib/tree/tree";

const WORDS = { cluster: "Cluster", bundle: "Bundle", app: "App" } as const;

/** A node as the subject of a sentence: an id or a name keeps its letters, so a word of ours comes first. */
export function subjectOf({ type, label }: TreeNode): string {
  if (type === "release") return "The release";
  return type === "wave" ? label : `${WORDS[type]} ${label}`;
}
