import { activityText } from "@/lib/tree/rowView";
import { isFinished } from "@/lib/tree/tree";
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
  /** The note says how long an approval was waited for. */
  readonly isAboutWait: boolean;
  /** Between which moments a wave usually ends. */
  readonly usual: { readonly from: number; readonly to: number; readonly text: string } | null;
  readonly took: string | null;
  /** It took longer than usual. */
  readonly isSlower: boolean;
  /** "11:48 to 11:58, 9 min", for screen readers. */
  readonly spoken: string | null;
}

/** What comes over a node that was in progress before. */
const TURNS: ReadonlySet<Status> = new Set(["failed", "retrying", "paused", "waiting"]);
const TALL: ReadonlySet<Status> = new Set(["failed", "retrying", "waiting"]);
const NEVER_BEGAN: ReadonlySet<Status> = new Set(["pending", "skipped"]);

/** A clock that is ahead of this one's has what ends now begin later: it is drawn as one moment. */
function segment(from: number, to: number, status: Status, over: Partial<Segment> = {}): Segment {
  return { from, to: Math.max(from, to), status, isTall: false, isLeft: false, ...over };
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

function waitText(tree: Tree, { path }: TreeNode): string | null {
  const given = tree.approvals.find((each) => each.path === path);
  const from = millis(given?.asked_at);
  const to = millis(given?.at);
  if (from === null || to === null || to < from) return null;
  return `waited ${formatDuration(to - from)} for ${given?.who ?? "approval"}`;
}

interface Span {
  from: number;
  to: number;
  isOpen: boolean;
}

function isOver({ type, status }: TreeNode): boolean {
  return isFinished(status) || (type === "app" && status === "failed");
}

/**
 * From its begin to its end. A workflow may be done and its run still open: then it is the moment since when it is
 * done. Null where one of both is not known.
 */
function spanOf(node: TreeNode, now: number): Span | null {
  const { started: from, ended, since } = node;
  if (from === null) return null;
  if (ended !== null) return { from, to: ended, isOpen: false };
  if (!isOver(node)) return { from, to: Math.max(from, now), isOpen: true };
  return since !== null && since > from ? { from, to: since, isOpen: false } : null;
}

/** A parent is in progress until the first failure below it. */
function work(node: TreeNode, now: number): Segment[] {
  const { since, status } = node;
  const isTall = TALL.has(status);
  const span = spanOf(node, now);
  if (span === null) {
    const isAsked = node.started === null && status === "waiting" && since !== null;
    return isAsked ? [segment(since, now, status, { isTall })] : [];
  }
  const { from, to } = span;
  const isTurned = TURNS.has(status) && !isOver(node);
  if (!isTurned || since === null || since <= from || since >= to) {
    return [segment(from, to, status, { isTall })];
  }
  return [segment(from, since, "running"), segment(since, to, status, { isTall })];
}

/** What has failed stays so until it is run again, or until now. */
function left(tree: Tree, node: TreeNode, now: number): Segment[] {
  const { status, type } = node;
  const end = spanOf(node, now)?.to ?? node.ended;
  if (type !== "app" || status !== "failed" || end === null || tree.root.ended !== null) return [];
  return [segment(end, now, status, { isLeft: true })];
}

/** The one moment that is known: the end, or the last word of what has begun without anybody saying when. */
function pointOf(node: TreeNode, now: number): number | null {
  const { started, ended, status, entity } = node;
  if (spanOf(node, now) !== null || status === "pending") return null;
  if (started !== null) return started;
  return status === "waiting" ? null : (ended ?? millis(entity.updated_at));
}

function pointText(node: TreeNode, point: number, zone: Zone): string {
  const clock = formatClock(point, zone, false);
  if (node.started !== null) return `begun ${clock}, end not told`;
  return `start not told, ${node.ended === null ? "changed" : "done by"} ${clock}`;
}

function noteOf(node: TreeNode, point: number | null, zone: Zone): string | null {
  if (point !== null && !NEVER_BEGAN.has(node.status)) return pointText(node, point, zone);
  if (node.type === "app") return activityText(node);
  if (node.entity.type === "wave" && node.entity.waits) return node.entity.waits;
  return node.status === "paused" ? (node.entity.message ?? null) : null;
}

function spokenOf(node: TreeNode, span: Span | null, zone: Zone): string | null {
  if (span === null) {
    return node.ended === null ? null : `ended ${formatClock(node.ended, zone, false)}`;
  }
  const { from, to, isOpen } = span;
  const begin = formatClock(from, zone, false);
  const times = isOpen ? `since ${begin}` : `${begin} to ${formatClock(to, zone, false)}`;
  return `${times}, ${formatDuration(to - from)}`;
}

function usualOf({ started }: TreeNode, usual: UsualRange | null): Lane["usual"] {
  if (started === null || usual === null) return null;
  const [from, to] = [started + usual.least * 1000, started + usual.most * 1000];
  return { from, to, text: `usually ${rangeWords(usual)}` };
}

/** In order of time: waits for approval, the work, and what was left undone. */
export function segmentsOf(tree: Tree, node: TreeNode, now: number): Segment[] {
  return [...waits(tree, node), ...work(node, now), ...left(tree, node, now)];
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
  const span = spanOf(node, now);
  const point = pointOf(node, now);
  const usual = usualOf(node, usually);
  const note = noteOf(node, point, zone);
  const waited = waitText(tree, node);
  const spoken = [waited, spokenOf(node, span, zone), usual?.text].filter(Boolean).join(", ");
  return {
    segments: segmentsOf(tree, node, now),
    point,
    note: note ?? waited,
    isAboutWait: note === null && waited !== null,
    usual,
    took: span && formatDuration(span.to - span.from),
    isSlower: span !== null && usual !== null && span.to > usual.to,
    spoken: spoken === "" ? null : spoken,
  };
}
