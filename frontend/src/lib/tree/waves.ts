import { besideText } from "@/lib/words/done";
import { countWord } from "@/lib/words/status";
import { millis } from "@/lib/words/told";
import { formatClock, formatDuration } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { capitalised } from "@/lib/words/words";
import type { GivenApproval, ProblemKind, Status, Word } from "@/types/entities";
import { STATUSES } from "@/types/entities";
import { TERMS, WORDS } from "@/types/vocabulary.gen";

type Tone = Exclude<ProblemKind, "retrying">;

/** A piece of a wave's third line; what needs a person is coloured. */
export interface NotePart {
  readonly text: string;
  readonly tone: Tone | null;
}

export interface WaveCell {
  readonly node: TreeNode;
  readonly ordinal: number;
  readonly isCurrent: boolean;
  readonly note: readonly NotePart[];
  /** The one that let it begin. */
  readonly approval: GivenApproval | null;
}

const TONES: Partial<Record<Word, Tone>> = {
  Failed: "failed",
  Stuck: "stuck",
  Unknown: "unknown",
  "Needs approval": "waiting",
};

function plain(text: string): NotePart {
  return { text, tone: null };
}

function countStuck(node: TreeNode): number {
  if (node.type === "app") return node.word === "Stuck" ? 1 : 0;
  return node.children.reduce((sum, child) => sum + countStuck(child), 0);
}

/** Apps by word, worst first: "2 failed", "1 stuck", "4 in progress": everything that is not done. */
function countParts(node: TreeNode): NotePart[] {
  const stuck = countStuck(node);
  const counts = STATUSES.filter((status) => status !== "succeeded").flatMap(
    (status): [Word, number][] => {
      const count = node.counts[status] ?? 0;
      if (status !== "retrying") return [[WORDS[status], count]];
      return [
        ["Stuck", stuck],
        [WORDS.retrying, count - stuck],
      ];
    },
  );
  return counts
    .filter(([, count]) => count > 0)
    .map(([word, count]) => ({ text: countWord(count, word), tone: TONES[word] ?? null }));
}

function endedText(node: TreeNode): string {
  const { duration } = node.entity;
  const done = typeof duration === "number" ? `done in ${formatDuration(duration * 1000)}` : "done";
  const beside = besideText(node.counts);
  return beside === "" ? done : `${done}, ${beside}`;
}

/** Why it has not begun, or what it waits for. */
function waitsOf({ entity }: TreeNode): string | null {
  return (entity.type === "wave" && entity.waits) || null;
}

/** What a wave says of itself where there is nothing to count. */
function stateText(node: TreeNode): string {
  const { status, word } = node;
  if (status === "succeeded") return endedText(node);
  if (status === "skipped" || status === "cancelled") {
    return besideText(node.counts) || TERMS[word].one;
  }
  return waitsOf(node) ?? TERMS[word].one;
}

const CALM: ReadonlySet<Status> = new Set([
  "succeeded",
  "pending",
  "skipped",
  "cancelled",
  "paused",
]);

/** What a calm wave says of itself; the words of others keep their letters. */
function calmNote(node: TreeNode, isCurrent: boolean): NotePart {
  const said = node.status === "paused" ? (node.entity.message ?? null) : null;
  const text = said ?? stateText(node);
  if (!isCurrent && node.detail !== null) return plain(`${node.detail}, ${text}`);
  return plain(said ?? capitalised(text));
}

function noteOf(node: TreeNode, isCurrent: boolean): NotePart[] {
  const waits = waitsOf(node);
  // The current wave has its name in the line above.
  const name = isCurrent || node.detail === null ? [] : [plain(node.detail)];
  if (waits !== null && node.status === "waiting") {
    return [...name, { text: capitalised(waits), tone: "waiting" }];
  }
  const counted = countParts(node);
  if ((isCurrent || !CALM.has(node.status)) && counted.length > 0) return [...name, ...counted];
  return [calmNote(node, isCurrent)];
}

/** The strip, one cell for each wave in rollout order. */
export function waveCells(tree: Tree): WaveCell[] {
  return tree.root.children.map((node, index) => ({
    node,
    ordinal: index + 1,
    isCurrent: node === tree.currentWave,
    note: noteOf(node, node === tree.currentWave),
    approval: tree.approvals.find(({ path }) => path === node.path) ?? null,
  }));
}

/** The same cells during an outage: what was last known, said as the past. */
export function pastWaveCells(tree: Tree, zone: Zone): WaveCell[] {
  return waveCells(tree).map((cell) => ({ ...cell, note: pastNote(cell, zone) }));
}

function pastNote({ node, note, isCurrent }: WaveCell, zone: Zone): NotePart[] {
  const doneAt = millis(node.entity.ended_at ?? node.entity.updated_at);
  if (node.status === "succeeded" && doneAt !== null) {
    return [plain(`Was done at ${formatClock(doneAt, zone, false)}`)];
  }
  const { past, attention } = TERMS[node.word];
  if (isCurrent || attention) return [plain("Last known"), ...note];
  return [past, waitsOf(node) ?? ""].filter((text) => text !== "").map(plain);
}
