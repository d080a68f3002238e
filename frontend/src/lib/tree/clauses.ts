import { doneText } from "@/lib/words/done";
import { problemRows, wavesOf } from "@/lib/tree/problems";
import { subjectOf } from "@/lib/tree/subject";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { currentWave } from "@/lib/tree/waves";
import { formatNumber, list, plural, sentence } from "@/lib/words/words";

export function placeText(nodes: readonly TreeNode[], tree: Tree): string {
  const waves = wavesOf(nodes);
  if (waves.length === 0 || tree.root.children.length < 2) return "";
  const ordinals = waves.map((wave) => wave.label.replace("Wave ", ""));
  if (ordinals.length > 3) return ` in ${formatNumber(ordinals.length)} waves`;
  return ` in wave${ordinals.length === 1 ? "" : "s"} ${list(ordinals)}`;
}

export function ofApps(count: number, tree: Tree): string {
  return `${formatNumber(count)} of ${plural(tree.root.total, "app")}`;
}

/** "11 of 42 apps are done, 30 skipped, 1 failed." */
export function doneSentence(tree: Tree): string {
  const said = doneText(tree.root.counts, "app");
  const isOne = tree.root.done === 1 || tree.root.total === 1;
  return sentence(said.replace(/ done(?=,|$)/, isOne ? " is done" : " are done"));
}

export function figure(count: number, tree: Tree): string {
  return `${formatNumber(count)} of ${formatNumber(tree.root.total)}`;
}

/** What a workflow says beyond what stands beside it already. */
export function beyond(message: string | null | undefined, said: string): string {
  const folded = said.toLowerCase();
  const sentences = (message ?? "").split(/(?<=[.!?])\s+/).filter((one) => {
    const bare = one.toLowerCase().replace(/[.!?\s]+$/, "");
    return bare !== "" && !folded.includes(bare);
  });
  return sentence(sentences.join(" "));
}

/** Who else waits for a person, beside what is said already. */
export function approvalText(tree: Tree): string {
  const [first, ...others] = problemRows(tree).filter((problem) => problem.kind === "waiting");
  if (!first || tree.root.status === "waiting") return "";
  const nodes = [first, ...others].flatMap((problem) => problem.nodes);
  if (nodes.length > 1) return `${plural(nodes.length, "part")} need approval.`;
  const who = first.entity.waiting_for ? ` by ${first.entity.waiting_for}` : "";
  return sentence(`${subjectOf(first.node)} needs approval${who}`);
}

/** The release's own words, else the plain fact about the wave after the current one. */
export function whatNext(tree: Tree, said: string): string {
  const { message, waiting_for } = tree.release;
  const approval = approvalText(tree);
  const more = beyond(message, `${said} ${approval}`);
  if (more !== "") return `${approval} ${more}`.trim();
  if (approval !== "" || !tree.root.open) return approval;
  if (waiting_for) return `Waiting for ${sentence(waiting_for)}`;
  const current = currentWave(tree);
  const next = current && tree.root.children[tree.root.children.indexOf(current) + 1];
  return next?.status === "pending" ? `${next.label} has not started.` : "";
}

export interface Clauses {
  waitingSince?: number | null;
  bold: string;
  plain: string;
  figure: string | null;
}
