import { beyond, doneSentence, figure, ofApps } from "@/lib/tree/clauses";
import type { Clauses } from "@/lib/tree/clauses";
import { countText, doneText } from "@/lib/words/done";
import { causeOf } from "@/lib/tree/problems";
import { statusWord } from "@/lib/words/status";
import { subjectOf } from "@/lib/tree/subject";
import type { Tree } from "@/lib/tree/tree";
import { currentWave } from "@/lib/tree/waves";
import { formatNumber, plural, sentence } from "@/lib/words/words";

export function runningClauses(tree: Tree): Clauses {
  const { root } = tree;
  const current = currentWave(tree);
  const place = current && `${current.label} of ${formatNumber(root.children.length)}`;
  const isNext = current?.status === "pending";
  const next = place ? `${place} is ${isNext ? "next" : "in progress"}.` : "";
  const bold = root.total > 0 ? doneSentence(tree) : sentence(statusWord({ status: root.status }));
  const message = beyond(tree.release.message, bold) || next;
  return { bold, plain: message, figure: root.total > 0 ? figure(root.done, tree) : null };
}

/** What is paused, by whom and why. */
export function pausedClauses(tree: Tree): Clauses {
  const said = runningClauses(tree);
  const paused = [tree.root, ...tree.nodes].flatMap((node) =>
    [node.entity, node.bundle].flatMap((one) => (one?.status === "paused" ? { node, one } : [])),
  );
  const { node, one } = paused.at(0) ?? {};
  const why = sentence((one && causeOf(one)) ?? "");
  if (!node || node === tree.root) return { ...said, plain: beyond(why, said.bold) || said.plain };
  const rest = paused.length > 1 ? ` and ${plural(paused.length - 1, "more part")}` : "";
  const verb = paused.length === 1 ? "is" : "are";
  const place = `${subjectOf(node)}${rest} ${verb} paused.`;
  return { ...said, plain: `${place} ${beyond(why, place)}`.trim() };
}

export function finishedClauses(tree: Tree): Clauses {
  const { root, release } = tree;
  const bold = sentence(finishedText(tree, root.counts.skipped ?? 0));
  return { bold, plain: beyond(release.message, bold), figure: null };
}

function finishedText(tree: Tree, skipped: number): string {
  const { done, total, status } = tree.root;
  const word = statusWord({ status });
  if (total === 0) return word;
  const all = total === 1 ? "The one app" : `All ${plural(total, "app")}`;
  if (done === total) return `${all} succeeded`;
  if (skipped === total) return `${all} ${total === 1 ? "was" : "were"} skipped`;
  if (done + skipped < total) return `${word} with ${doneText(tree.root.counts, "app")}`;
  return `${ofApps(done, tree)} succeeded, ${countText(tree.root.counts, ["skipped"])}`;
}

export function cancelledClauses(tree: Tree): Clauses {
  const { done, total, counts } = tree.root;
  // The word stands in the badge and in bold already.
  const cause = causeOf(tree.release) ?? "";
  const reason = cause.replace(/^cancelled\b[:\s]*/i, "");
  const why = reason === cause || reason === "" ? reason : `Reason: ${reason}`;
  const rest = countText(counts, ["skipped", "failed"]);
  const said = [`Cancelled with ${ofApps(done, tree)} done`, rest].filter((part) => part !== "");
  const bold = sentence(total === 0 ? "Cancelled" : said.join(", "));
  return { bold, plain: beyond(why, bold), figure: figure(done, tree) };
}
