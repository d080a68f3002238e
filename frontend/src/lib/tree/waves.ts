import { besideText } from "@/lib/words/done";
import { lastKnownWord, needsAttention } from "@/lib/words/status";
import { formatClock, formatDuration } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";
import { currentWaveIndex, isOpen, millis } from "@/lib/tree/tree";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { capitalised, formatNumber, needApproval } from "@/lib/words/words";
import type { EntityNode, Status } from "@/types/entities";

/** A piece of a wave's third line; what needs a person is coloured. */
export interface NotePart {
  readonly text: string;
  readonly tone: "failed" | "stuck" | "unknown" | "waiting" | null;
}

export interface WaveCell {
  readonly node: TreeNode;
  readonly ordinal: number;
  readonly isCurrent: boolean;
  readonly note: readonly NotePart[];
}

/** The wave a release is in. None once the release is over. */
export function currentWave(tree: Tree): TreeNode | null {
  if (!tree.root.open) return null;
  const waves = tree.root.children;
  return waves[currentWaveIndex(waves.map(({ entity }) => entity)) ?? -1] ?? null;
}

function countStuck(node: TreeNode): number {
  if (node.type === "app") return node.status === "retrying" && node.stuck ? 1 : 0;
  return node.children.reduce((sum, child) => sum + countStuck(child), 0);
}

function plain(text: string): NotePart {
  return { text, tone: null };
}

interface Counted {
  status: Status;
  words: string;
  tone: NotePart["tone"];
}

const COUNTED: readonly Counted[] = [
  { status: "failed", words: "failed", tone: "failed" },
  { status: "retrying", words: "retrying", tone: null },
  { status: "unknown", words: "unknown", tone: "unknown" },
  { status: "waiting", words: "needs approval", tone: "waiting" },
  { status: "paused", words: "paused", tone: null },
  { status: "running", words: "in progress", tone: null },
  { status: "cancelled", words: "cancelled", tone: null },
  { status: "skipped", words: "skipped", tone: null },
  { status: "pending", words: "not started", tone: null },
];

/** "2 failed", "1 stuck", "4 in progress": everything that is not done, worst first. */
function countParts(node: TreeNode): NotePart[] {
  const stuck = countStuck(node);
  return COUNTED.flatMap(({ status, words, tone }) => {
    const count = (node.counts[status] ?? 0) - (status === "retrying" ? stuck : 0);
    const text = status === "waiting" ? needApproval(count) : `${formatNumber(count)} ${words}`;
    const part = { text, tone };
    const before =
      status === "retrying" && stuck > 0
        ? [{ text: `${formatNumber(stuck)} stuck`, tone: "stuck" as const }]
        : [];
    return count > 0 ? [...before, part] : before;
  });
}

function durationOf(node: TreeNode): number | null {
  const { execution, created_at, updated_at } = node.entity;
  const from = millis(execution ? execution.started_at : created_at);
  const to = millis(execution ? execution.closed_at : updated_at);
  return from === null || to === null || to < from ? null : to - from;
}

/** An id of this tree becomes the name that stands on the page. */
function readable(tree: Tree, who: string): string {
  const wave = tree.root.children.find((one) => one.id === who);
  return wave ? wave.label.toLowerCase() : who;
}

function whyPending(tree: Tree, node: TreeNode, index: number): string {
  if (node.entity.waiting_for) return `held by ${readable(tree, node.entity.waiting_for)}`;
  const before = tree.root.children[index - 1];
  if (!before || !tree.root.open) return "not started";
  const isHeld =
    isOpen(before.entity) && ["failed", "unknown", "waiting", "paused"].includes(before.status);
  return `${isHeld ? "held by" : "after"} ${before.label.toLowerCase()}`;
}

function endedText(node: TreeNode): string {
  const duration = durationOf(node);
  const done = duration === null ? "done" : `done in ${formatDuration(duration)}`;
  const beside = besideText(node.counts);
  return beside === "" ? done : `${done}, ${beside}`;
}

function approvalOf(entity: EntityNode): string {
  return entity.waiting_for ? `needs approval by ${entity.waiting_for}` : "needs approval";
}

/** A wave waits for a person by itself, or because the release does not let it begin. */
function approvalText(tree: Tree, node: TreeNode): string | null {
  if (node.isHeld) return approvalOf(tree.release);
  return node.entity.status === "waiting" && node.status === "waiting"
    ? approvalOf(node.entity)
    : null;
}

function stateText(tree: Tree, node: TreeNode, index: number): string {
  switch (node.status) {
    case "succeeded":
      return endedText(node);
    case "pending":
      return whyPending(tree, node, index);
    case "skipped":
    case "cancelled":
      return besideText(node.counts) || node.status;
    case "paused":
      return "paused";
    case "waiting":
      return approvalOf(node.entity);
    default:
      return node.status;
  }
}

const CALM: ReadonlySet<Status> = new Set([
  "succeeded",
  "pending",
  "skipped",
  "cancelled",
  "paused",
]);

/** What a calm wave says of itself; the words of others keep their letters. */
function calmNote(tree: Tree, node: TreeNode, index: number, isCurrent: boolean): NotePart {
  const said = node.status === "paused" ? node.entity.message : null;
  const text = said ?? stateText(tree, node, index);
  if (!isCurrent && node.detail !== null) return plain(`${node.detail}, ${text}`);
  return plain(said ?? capitalised(text));
}

function noteOf(tree: Tree, node: TreeNode, index: number, isCurrent: boolean): NotePart[] {
  const approval = approvalText(tree, node);
  // The current wave has its name in the line above.
  const name = isCurrent || node.detail === null ? [] : [plain(node.detail)];
  if (approval !== null) return [...name, { text: capitalised(approval), tone: "waiting" }];
  const counted = countParts(node);
  if ((isCurrent || !CALM.has(node.status)) && counted.length > 0) return [...name, ...counted];
  return [calmNote(tree, node, index, isCurrent)];
}

/** The strip, one cell for each wave in rollout order. */
export function waveCells(tree: Tree): WaveCell[] {
  const current = currentWave(tree);
  return tree.root.children.map((node, index) => ({
    node,
    ordinal: index + 1,
    isCurrent: node === current,
    note: noteOf(tree, node, index, node === current),
  }));
}

/** The same cells during an outage: what was last known, said as the past. */
export function pastWaveCells(tree: Tree, zone: Zone): WaveCell[] {
  return waveCells(tree).map((cell) => ({ ...cell, note: pastNote(cell, zone) }));
}

function pastNote({ node, note, isCurrent }: WaveCell, zone: Zone): NotePart[] {
  const doneAt = millis(node.entity.execution?.closed_at ?? node.entity.updated_at);
  if (node.status === "succeeded" && doneAt !== null) {
    return [plain(`Was done at ${formatClock(doneAt, zone, false)}`)];
  }
  if (isCurrent || needsAttention(node.status, node.stuck)) return [plain("Last known"), ...note];
  const held = note
    .find((part) => part.text.includes("held by"))
    ?.text.replace(/^.*held by/, "held by");
  const { status, stuck, open } = node;
  return [plain(held ? `Was ${held}` : lastKnownWord({ status, stuck, open, type: "wave" }))];
}
