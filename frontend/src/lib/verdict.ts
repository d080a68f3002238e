import { causeOf, problemRows, wavesOf } from "@/lib/problems";
import type { Problem } from "@/lib/problems";
import { statusWord } from "@/lib/status";
import type { Tree, TreeNode } from "@/lib/tree";
import { currentWave } from "@/lib/waves";
import { capitalised, formatNumber, list, plural, sentence } from "@/lib/words";
import type { Progress, Status } from "@/types/entities";

export interface Verdict {
  readonly status: Status;
  readonly stuck: boolean;
  readonly word: string;
  /** Numbers first, then place. */
  readonly bold: string;
  /** What happens next. */
  readonly plain: string;
  /** Since when a person is waited for: the page counts on from there. */
  readonly waitingSince: number | null;
  /** The count the page's title carries: "2 of 240". */
  readonly figure: string | null;
}

export interface ReadState {
  readonly complete: boolean;
  readonly progress: Progress;
}

/** A first read of a big tree that has not come to its end. */
export function isReading(read: ReadState): boolean {
  return !read.complete && read.progress.read < read.progress.known;
}

/** "412 of about 1,000 read" */
export function readingText({ progress }: ReadState): string {
  return `${formatNumber(progress.read)} of about ${formatNumber(progress.known)} read`;
}

function placeText(nodes: readonly TreeNode[], tree: Tree): string {
  const waves = wavesOf(nodes);
  if (waves.length === 0 || tree.root.children.length < 2) return "";
  const ordinals = waves.map((wave) => wave.label.replace("Wave ", ""));
  if (ordinals.length > 3) return ` in ${formatNumber(ordinals.length)} waves`;
  return ` in wave${ordinals.length === 1 ? "" : "s"} ${list(ordinals)}`;
}

function ofApps(count: number, tree: Tree): string {
  return `${formatNumber(count)} of ${plural(tree.root.total, "app")}`;
}

function doneSentence(tree: Tree): string {
  const { done } = tree.root;
  return `${ofApps(done, tree)} ${done === 1 ? "is" : "are"} done.`;
}

function figure(count: number, tree: Tree): string {
  return `${formatNumber(count)} of ${formatNumber(tree.root.total)}`;
}

/** What a workflow says beyond what stands beside it already. */
function beyond(message: string | null | undefined, said: string): string {
  const folded = said.toLowerCase();
  const sentences = (message ?? "").split(/(?<=[.!?])\s+/).filter((one) => {
    const bare = one.toLowerCase().replace(/[.!?\s]+$/, "");
    return bare !== "" && !folded.includes(bare);
  });
  return sentence(sentences.join(" "));
}

/** The release's own words, else the plain fact about the wave after the current one. */
function whatNext(tree: Tree, said: string): string {
  const { message, waiting_for } = tree.release;
  const more = beyond(message, said);
  if (more !== "") return more;
  if (waiting_for) return `Waiting for ${sentence(waiting_for)}`;
  const current = currentWave(tree);
  const next = current && tree.root.children[tree.root.children.indexOf(current) + 1];
  return next?.status === "pending" ? `${next.label} has not started.` : "";
}

interface Clauses {
  waitingSince?: number | null;
  bold: string;
  plain: string;
  figure: string | null;
}

const IN_TROUBLE: Record<Problem["kind"], [one: string, many: string]> = {
  failed: ["failed", "failed"],
  stuck: ["is stuck", "are stuck"],
  unknown: ["cannot be read", "cannot be read"],
  waiting: ["needs approval", "need approval"],
};

function troubleClauses(tree: Tree, kind: Problem["kind"]): Clauses | null {
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
  const place = first.level === 1 ? "" : placeText([first], tree);
  const bold = `${first.label}${rest} ${nodes.length === 1 ? one : many}${place}.`;
  return { bold, plain: why || beyond(cause, bold) || whatNext(tree, bold), figure: null };
}

/** Trouble of the release itself, with nothing below it to blame. */
function ownClauses(tree: Tree, words: string): Clauses {
  const cause = causeOf(tree.release);
  return { bold: `The release ${words}.`, plain: cause ? sentence(cause) : "", figure: null };
}

function waitingClauses(tree: Tree): Clauses {
  const problem = problemRows(tree).find((one) => one.kind === "waiting");
  const isOwn = tree.release.status === "waiting" || !problem;
  const entity = isOwn ? tree.release : problem.entity;
  const since = isOwn ? tree.root.since : problem.since;
  const who = entity.waiting_for ? ` by ${entity.waiting_for}` : "";
  const subject = isOwn ? "Needs" : `${problem.node.label} needs`;
  const rest = entity.message ? sentence(entity.message) : doneSentence(tree);
  return {
    bold: `${subject} approval${who}.`,
    plain: rest,
    waitingSince: since,
    figure: figure(tree.root.done, tree),
  };
}

function runningClauses(tree: Tree): Clauses {
  const { root } = tree;
  const current = currentWave(tree);
  const place = current && `${current.label} of ${formatNumber(root.children.length)}`;
  const isNext = current?.status === "pending";
  const next = place ? `${place} is ${isNext ? "next" : "in progress"}.` : "";
  const bold = root.total > 0 ? doneSentence(tree) : "In progress.";
  const message = beyond(tree.release.message, bold) || next;
  return { bold, plain: message, figure: root.total > 0 ? figure(root.done, tree) : null };
}

function finishedClauses(tree: Tree): Clauses {
  const { root, release } = tree;
  const skipped = root.counts.skipped ?? 0;
  const done = root.total === 0 || root.done === root.total;
  const all =
    skipped > 0
      ? `${ofApps(root.done - skipped, tree)} succeeded, ${formatNumber(skipped)} skipped.`
      : `All ${plural(root.total, "app")} succeeded.`;
  const bold =
    root.total === 0
      ? "Succeeded."
      : done
        ? all
        : `Succeeded with ${ofApps(root.done, tree)} done.`;
  return { bold, plain: beyond(release.message, bold), figure: null };
}

function cancelledClauses(tree: Tree): Clauses {
  // The word stands in the badge and in bold already.
  const cause = capitalised((causeOf(tree.release) ?? "").replace(/^cancelled\b[:\s]*/i, ""));
  const bold = `Cancelled with ${ofApps(tree.root.done, tree)} done.`;
  return { bold, plain: beyond(cause, bold), figure: figure(tree.root.done, tree) };
}

function clauses(tree: Tree, read: ReadState): Clauses {
  const { root } = tree;
  switch (root.status) {
    case "failed":
      return troubleClauses(tree, "failed") ?? ownClauses(tree, "failed");
    case "retrying":
      return (root.stuck ? troubleClauses(tree, "stuck") : null) ?? retryingClauses(tree);
    case "unknown":
      return unknownClauses(tree, read);
    case "waiting":
      return waitingClauses(tree);
    case "cancelled":
      return cancelledClauses(tree);
    case "skipped":
    case "succeeded":
      return finishedClauses(tree);
    case "paused":
    case "running":
    case "pending":
      return runningClauses(tree);
  }
}

function retryingClauses(tree: Tree): Clauses {
  const count = tree.root.counts.retrying ?? 0;
  if (count === 0) return runningClauses(tree);
  const apps = tree.nodes.filter((node) => node.type === "app" && node.status === "retrying");
  const verb = count === 1 ? "is retrying" : "are retrying";
  const bold = `${ofApps(count, tree)} ${verb}${placeText(apps, tree)}.`;
  return { bold, plain: doneSentence(tree), figure: figure(count, tree) };
}

function unknownClauses(tree: Tree, read: ReadState): Clauses {
  const trouble = troubleClauses(tree, "unknown");
  if (trouble) return trouble;
  if (isReading(read)) {
    return { bold: `${readingText(read)}.`, plain: "The rest follows.", figure: null };
  }
  return tree.release.status === "unknown"
    ? ownClauses(tree, "cannot be read")
    : runningClauses(tree);
}

/** The one line that says how the release is doing. */
export function verdictOf(tree: Tree, read: ReadState): Verdict {
  const { root } = tree;
  const word = statusWord({
    status: root.status,
    type: "release",
    open: root.open,
    stuck: root.stuck,
  });
  const said = clauses(tree, read);
  const reading = isReading(read) && root.status !== "unknown" ? ` ${readingText(read)}.` : "";
  return {
    status: root.status,
    stuck: root.stuck,
    word,
    waitingSince: null,
    ...said,
    plain: `${said.plain}${reading}`.trim(),
  };
}

/** While nothing is confirmed: unknown, and what was last known as of then. */
export function pastVerdict(last: Verdict, who: string, asOf: string): Verdict {
  const known = last.bold.charAt(0).toLowerCase() + last.bold.slice(1);
  return {
    status: "unknown",
    stuck: false,
    word: "Unknown",
    bold: `${who} does not answer.`,
    plain: `Last known at ${asOf}: ${last.word.toLowerCase()}, ${known}`,
    waitingSince: null,
    figure: null,
  };
}
