import { activityText } from "@/lib/tree/rowView";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { formatClock, formatDuration } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";
import { millis } from "@/lib/words/told";
import { rangeWords } from "@/lib/words/usual";
import type { Status, UsualRange } from "@/types/entities";

/** A piece of a row's time, drawn with the pattern of its status. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly status: Status;
  /** It needs a person now. */
  readonly isTall: boolean;
  /** Nothing goes on: it has failed, and was left. */
  readonly isLeft: boolean;
}

/** What the timeline draws of one row. */
export interface Lane {
  readonly segments: readonly Segment[];
  /** The one moment that is known, where no begin is. */
  readonly point: number | null;
  readonly note: string | null;
  /** Between which moments a wave usually ends. */
  readonly usual: { readonly from: number; readonly to: number; readonly text: string } | null;
  readonly took: string | null;
  /** "11:48 to 11:58, 9 min", for screen readers. */
  readonly spoken: string | null;
}

/** What comes over a node that was in progress before. */
const TURNS: ReadonlySet<Status> = new Set(["failed", "retrying", "paused", "waiting"]);
const TALL: ReadonlySet<Status> = new Set(["failed", "retrying", "waiting"]);
const NEVER_BEGAN: ReadonlySet<Status> = new Set(["pending", "skipped"]);

function segment(from: number, to: number, status: Status, over: Partial<Segment> = {}): Segment {
  return { from, to, status, isTall: false, isLeft: false, ...over };
}

/** The waits for approvals that were given; one without its begin is a mark alone. */
function waits(tree: Tree, node: TreeNode): Segment[] {
  const given = tree.approvals.filter(({ path }) => path === node.path);
  return given.flatMap(({ at, asked_at }) => {
    const from = millis(asked_at);
    const to = millis(at);
    return from === null || to === null ? [] : [segment(from, to, "waiting")];
  });
}

/** From its begin to its end. A parent is in progress until the first failure below it. */
function work(node: TreeNode, now: number): Segment[] {
  const { started, ended, since, status } = node;
  const isTall = TALL.has(status);
  if (started === null) {
    return status === "waiting" && since !== null ? [segment(since, now, status, { isTall })] : [];
  }
  const end = ended ?? now;
  const isTurned = TURNS.has(status) && !(node.type === "app" && status === "failed");
  if (!isTurned || since === null || since <= started || since >= end) {
    return [segment(started, end, status, { isTall })];
  }
  return [segment(started, since, "running"), segment(since, end, status, { isTall })];
}

/** What has failed stays so until it is run again, or until now. */
function left(tree: Tree, node: TreeNode, now: number): Segment[] {
  const { status, ended, type } = node;
  const isOver = tree.root.ended !== null;
  if (type !== "app" || status !== "failed" || ended === null || isOver) return [];
  return [segment(ended, now, status, { isLeft: true })];
}

function tookOf({ started, ended }: TreeNode, now: number): string | null {
  return started === null ? null : formatDuration((ended ?? now) - started);
}

function pointOf({ started, ended, status, entity }: TreeNode): number | null {
  if (started !== null || status === "pending" || status === "waiting") return null;
  return ended ?? millis(entity.updated_at);
}

function noteOf(node: TreeNode, point: number | null, zone: Zone): string | null {
  if (point !== null && !NEVER_BEGAN.has(node.status)) {
    return `start not told, ${node.ended === null ? "changed" : "done by"} ${formatClock(point, zone, false)}`;
  }
  if (node.type === "app") return activityText(node);
  if (node.entity.type === "wave" && node.entity.waits) return node.entity.waits;
  return node.status === "paused" ? (node.entity.message ?? null) : null;
}

function spokenOf({ started, ended }: TreeNode, took: string | null, zone: Zone): string | null {
  if (started === null) {
    return ended === null ? null : `ended ${formatClock(ended, zone, false)}`;
  }
  const from = formatClock(started, zone, false);
  const span = ended === null ? `since ${from}` : `${from} to ${formatClock(ended, zone, false)}`;
  return took === null ? span : `${span}, ${took}`;
}

function usualOf({ started }: TreeNode, usual: UsualRange | null): Lane["usual"] {
  if (started === null || usual === null) return null;
  const [from, to] = [started + usual.least * 1000, started + usual.most * 1000];
  return { from, to, text: `usually ${rangeWords(usual)}` };
}

interface Moment {
  now: number;
  zone: Zone;
}

/** `usually` is what is usual for the wave, if enough releases tell. */
export function laneOf(
  tree: Tree,
  node: TreeNode,
  { now, zone }: Moment,
  usually: UsualRange | null = null,
): Lane {
  const point = pointOf(node);
  const took = tookOf(node, now);
  const usual = usualOf(node, usually);
  const spoken = [spokenOf(node, took, zone), usual?.text].filter(Boolean).join(", ");
  return {
    segments: [...waits(tree, node), ...work(node, now), ...left(tree, node, now)],
    point,
    note: noteOf(node, point, zone),
    usual,
    took,
    spoken: spoken === "" ? null : spoken,
  };
}
