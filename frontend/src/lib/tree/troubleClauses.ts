import { runningClauses } from "@/lib/tree/calmClauses";
import {
  approvalText,
  beyond,
  doneSentence,
  figure,
  ofApps,
  placeText,
  whatNext,
} from "@/lib/tree/clauses";
import type { Clauses } from "@/lib/tree/clauses";
import { causeOf, problemRows } from "@/lib/tree/problems";
import type { Problem } from "@/lib/tree/problems";
import { subjectOf } from "@/lib/tree/subject";
import type { Tree } from "@/lib/tree/tree";
import { plural, sentence } from "@/lib/words/words";
import type { Code } from "@/types/entities";

const IN_TROUBLE: Record<Problem["kind"], [one: string, many: string]> = {
  failed: ["failed", "failed"],
  stuck: ["is stuck", "are stuck"],
  unknown: ["cannot be read", "cannot be read"],
  waiting: ["needs approval", "need approval"],
};

export function troubleClauses(tree: Tree, kind: Problem["kind"]): Clauses | null {
  const problems = problemRows(tree).filter((problem) => problem.kind === kind);
  const nodes = problems.flatMap((problem) => problem.nodes);
  const apps = nodes.filter((node) => node.type === "app");
  const [one, many] = IN_TROUBLE[kind];
  const causes = new Set(problems.map((problem) => problem.cause));
  const [cause] = causes;
  const why = kind === "unknown" && causes.size === 1 && cause ? sentence(cause) : "";
  if (apps.length > 0) {
    const bold = `${ofApps(apps.length, tree)} ${apps.length === 1 ? one : many}${placeText(apps, tree)}.`;
    return { bold, plain: why || whatNext(tree, bold), figure: figure(apps.length, tree) };
  }
  const [first] = nodes;
  if (!first) return null;
  const rest = nodes.length > 1 ? ` and ${plural(nodes.length - 1, "more part")}` : "";
  const place = first.level <= 1 ? "" : placeText([first], tree);
  const bold = `${subjectOf(first)}${rest} ${nodes.length === 1 ? one : many}${place}.`;
  return { bold, plain: why || beyond(cause, bold) || whatNext(tree, bold), figure: null };
}

/** Trouble of the release itself, with nothing below it to blame. */
export function ownClauses(tree: Tree, words: string): Clauses {
  const cause = causeOf(tree.release);
  return { bold: `The release ${words}.`, plain: cause ? sentence(cause) : "", figure: null };
}

/** How Temporal ended the run of a release. Whatever the workflow said last is older. */
const ENDINGS: Partial<Record<Code, string>> = {
  execution_failed: "failed",
  execution_timed_out: "timed out",
  execution_terminated: "was terminated",
};

export function failedClauses(tree: Tree): Clauses {
  const ending = ENDINGS[tree.release.code ?? "not_started"];
  const said = tree.root.open ? "reports a failure" : "ended with failures";
  if (ending === undefined) return troubleClauses(tree, "failed") ?? ownClauses(tree, said);
  const own = ownClauses(tree, ending);
  const failed = tree.root.counts.failed ?? 0;
  const more = failed > 0 ? `${ofApps(failed, tree)} failed.` : "";
  return { ...own, plain: `${more} ${beyond(own.plain, own.bold)}`.trim() };
}

export function waitingClauses(tree: Tree): Clauses {
  const [problem, ...others] = problemRows(tree).filter((one) => one.kind === "waiting");
  const more = others.length + (problem?.nodes.length ?? 1) - 1;
  const isOwn = tree.release.status === "waiting" || !problem;
  const entity = isOwn ? tree.release : problem.entity;
  const since = isOwn ? tree.root.since : problem.since;
  const who = entity.waiting_for ? ` by ${entity.waiting_for}` : "";
  const subject = isOwn ? "Needs" : `${subjectOf(problem.node)} needs`;
  const rest = entity.message ? sentence(entity.message) : doneSentence(tree);
  const also = more > 0 ? `${plural(more, "more part")} ${more === 1 ? "does" : "do"} too. ` : "";
  return {
    bold: sentence(`${subject} approval${who}`),
    plain: `${also}${rest}`,
    waitingSince: since,
    figure: figure(tree.root.done, tree),
  };
}

export function retryingClauses(tree: Tree): Clauses {
  const count = tree.root.counts.retrying ?? 0;
  if (count === 0) {
    const said = runningClauses(tree);
    return { ...said, plain: `${approvalText(tree)} ${said.plain}`.trim() };
  }
  const apps = tree.nodes.filter((node) => node.type === "app" && node.status === "retrying");
  const verb = count === 1 ? "is retrying" : "are retrying";
  const bold = `${ofApps(count, tree)} ${verb}${placeText(apps, tree)}.`;
  const plain = `${approvalText(tree)} ${doneSentence(tree)}`.trim();
  return { bold, plain, figure: figure(count, tree) };
}
