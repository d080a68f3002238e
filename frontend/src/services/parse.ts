import { isStatus } from "@/lib/words/status";
import { wordOf } from "@/lib/words/told";
import type {
  CellHistory,
  Comparison,
  EntityNode,
  Hierarchy,
  Meta,
  NodeProblem,
  Release,
  ReleaseSummary,
  Status,
  Versions,
  Word,
} from "@/types/entities";
import { TERMS, WORDS } from "@/types/vocabulary.gen";
import { notUnderstood } from "./apiError";
import { hasShape } from "./shape";

/** A newer server may know more words than this build: they become Unknown here, at the border, and never green. */
function parseStatus(word: string): Status {
  return isStatus(word) ? word : "unknown";
}

function isWord(text: string): text is Word {
  return Object.hasOwn(TERMS, text);
}

interface Named {
  status: Status;
  word: Word;
}

/** In place, as all of these: the answer was parsed a moment ago and nobody else holds it. */
function adoptNamed(named: Named): void {
  named.status = parseStatus(named.status);
  if (!isWord(named.word)) named.word = WORDS[named.status];
}

interface Judged {
  id: string;
  status: Status;
  health: Status;
  state?: string | null;
  word?: Word | null;
}

function adoptNode(node: Judged): void {
  if (!hasShape(node, { id: "string", status: "string", health: "string" })) throw notUnderstood();
  const [status, health] = [parseStatus(node.status), parseStatus(node.health)];
  if (status !== node.status) node.state ??= node.status;
  node.status = status;
  node.health = health;
  if (node.word && !isWord(node.word)) node.word = null;
}

export function childrenOf(node: EntityNode): readonly EntityNode[] {
  if (node.type === "release") return node.waves;
  if (node.type === "wave") return node.clusters;
  if (node.type === "cluster") return node.bundle ? [node.bundle] : [];
  return node.type === "bundle" ? node.apps : [];
}

function adoptRelease(release: Release): void {
  const pending: EntityNode[] = [release];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    adoptNode(node);
    pending.push(...childrenOf(node));
  }
}

const KINDS: ReadonlySet<string> = new Set<NodeProblem["kind"]>([
  "failed",
  "stuck",
  "unknown",
  "waiting",
  "retrying",
]);

function adoptProblem(problem: NodeProblem): void {
  adoptNamed(problem);
  if (!KINDS.has(problem.kind)) problem.kind = "unknown";
}

export function adoptHierarchy({ release, verdict, problems }: Hierarchy): void {
  adoptRelease(release);
  adoptNamed(verdict);
  problems.forEach(adoptProblem);
}

export function adoptSummary(summary: ReleaseSummary): void {
  adoptNode(summary);
  for (const wave of summary.waves) {
    adoptNode(wave);
    wave.word = wordOf(wave);
  }
  if (summary.verdict) adoptNamed(summary.verdict);
  if (summary.culprit) adoptProblem(summary.culprit);
}

export function adoptVersions({ apps }: Versions): void {
  for (const { cells } of apps) {
    for (const { runs, on_top: onTop } of cells) {
      if (runs) adoptNamed(runs);
      onTop?.forEach(adoptNamed);
    }
  }
}

export function adoptCellHistory({ runs, on_top: onTop, reports }: CellHistory): void {
  if (runs) adoptNamed(runs);
  onTop?.forEach(adoptNamed);
  reports.forEach(adoptNamed);
}

/** The marks of a comparison: sides, waves and rows. */
export function adoptComparison(compared: Comparison): void {
  const folds = [compared.same, compared.not_done, compared.not_comparable];
  const rows = [...compared.changes, ...folds.flatMap((fold) => fold.rows)];
  for (const { a, b } of [...rows, ...compared.waves]) {
    if (a) adoptNamed(a);
    if (b) adoptNamed(b);
  }
  adoptNamed(compared.a.verdict);
  adoptNamed(compared.b.verdict);
}

export function adoptMeta({ vocabulary }: Meta): void {
  for (const term of vocabulary) term.status = parseStatus(term.status);
}
