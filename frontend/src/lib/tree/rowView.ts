import { besideText, doneFigure, doneText } from "@/lib/words/done";
import { barCounts } from "@/lib/words/held";
import { attemptText, causeOf } from "@/lib/words/told";
import { formatChanged, formatClock, formatDuration, formatIso } from "@/lib/words/time";
import type { Zone } from "@/lib/words/time";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { versionText, versionsOf } from "@/lib/tree/versions";
import { plural } from "@/lib/words/words";
import type { Counts, EntityNode, EntityType, Status } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";

/** Set during an outage: what is shown was read at `readAt`. */
export interface Past {
  readonly readAt: number;
  readonly zone: Zone;
}

/** Everything a row shows, as plain values, so that two views can be compared field by field. */
export interface RowView {
  readonly path: string;
  readonly type: EntityType;
  readonly level: number;
  readonly label: string;
  readonly detail: string | null;
  readonly size: string | null;
  readonly status: Status;
  readonly stuck: boolean;
  readonly word: string;
  /** The same within a sentence. */
  readonly spoken: string;
  readonly counts: Counts | null;
  /** "11 / 42" and "11/42", and beside it what ended in another way: "30 skipped". */
  readonly count: string | null;
  readonly shortCount: string | null;
  readonly beside: string | null;
  /** The same in a sentence. */
  readonly done: string | null;
  readonly note: string | null;
  readonly source: string | null;
  /** What runs and what is wanted: "2026.47.3, wants 2026.48.2". */
  readonly version: string | null;
  readonly isOffTarget: boolean;
  readonly inState: string | null;
  /** The same from a minute on: seconds would be spoken anew with each read. */
  readonly spokenInState: string | null;
  readonly changed: string | null;
  /** The exact times of the two fields above, for tooltips. */
  readonly sinceAt: string | null;
  readonly changedAt: string | null;
  readonly isPast: boolean;
  /** "Last read 12:03:21", of a row that was read too long ago in a tree that is read. */
  readonly lastRead: string | null;
  readonly spokenLastRead: string | null;
  /** Something odd about an answer that was otherwise good. */
  readonly remark: string | null;
}

/** "3 clusters" beside a wave's name. */
function sizeText(node: TreeNode): string | null {
  return node.type === "wave" ? plural(node.children.length, "cluster") : null;
}

/** An app's activity, attempt or cause; nothing for one that is done. */
export function activityText(node: TreeNode): string | null {
  const { entity } = node;
  const attempt = entity.execution?.retrying ? attemptText(entity.execution.retrying) : null;
  switch (node.status) {
    case "succeeded":
      return null;
    case "failed":
    case "retrying":
      return attempt === null ? causeOf(entity) : `Attempt ${attempt}`;
    case "pending":
      if (entity.code === "between_runs") return causeOf(entity);
      return entity.waiting_for ? `After ${entity.waiting_for}` : (entity.message ?? null);
    case "waiting":
      return entity.waiting_for ? `By ${entity.waiting_for}` : causeOf(entity);
    default:
      return causeOf(entity);
  }
}

/** What a row's badge says, or said when that was last confirmed. */
export function badgeText({ word }: TreeNode, isPast: boolean): string {
  return isPast ? TERMS[word].past : word;
}

function lastReadText({ readAt, zone }: Past, said = "Last read"): string {
  return `${said} ${formatClock(readAt, zone)}`;
}

function sourceText(node: TreeNode, past: Past): string {
  const unread = node.status === "unknown" ? causeOf(node.entity) : null;
  return unread ?? lastReadText(past);
}

/** What a row was read as too long ago, while others are read. */
export function stalePast(node: TreeNode, zone: Zone): Past | null {
  return node.staleSince === null ? null : { readAt: node.staleSince, zone };
}

const MINUTE = 60_000;
const NO_FIGURES = { counts: null, count: null, shortCount: null, beside: null, done: null };

/** What stands at a bar, and the same in a sentence. */
function figuresOf(node: TreeNode) {
  const { counts } = node;
  return {
    counts: barCounts(node),
    count: doneFigure(counts) || null,
    shortCount: doneFigure(counts, "/") || null,
    beside: besideText(counts) || null,
    done: doneText(counts),
  };
}

function versionedOf({ entity, bundle }: TreeNode): EntityNode {
  return entity.version ? entity : (bundle ?? entity);
}

function isOffTarget(tree: Tree, { runs, wants }: ReturnType<typeof versionsOf>): boolean {
  return runs !== null && (wants !== null || (tree.targetVersion ?? runs) !== runs);
}

export function rowView(
  tree: Tree,
  node: TreeNode,
  now: number,
  zone: Zone,
  past: Past | null,
): RowView {
  const stale = past ? null : stalePast(node, zone);
  const last = past ?? stale;
  const moment = last ? last.readAt : now;
  const inState = node.since === null ? null : moment - node.since;
  const hasBar = node.type !== "app" && node.total > 0;
  const versions = versionsOf(tree, versionedOf(node));
  return {
    path: node.path,
    type: node.type,
    level: node.level,
    label: node.label,
    detail: node.detail,
    size: sizeText(node),
    status: node.status,
    stuck: node.stuck,
    word: badgeText(node, last !== null),
    spoken: last ? TERMS[node.word].past : TERMS[node.word].one,
    ...(hasBar ? figuresOf(node) : NO_FIGURES),
    note: hasBar || last ? null : activityText(node),
    source: past && sourceText(node, past),
    version: versionText(versions),
    isOffTarget: isOffTarget(tree, versions),
    inState: inState === null ? null : formatDuration(inState),
    spokenInState: inState === null || inState < MINUTE ? null : formatDuration(inState),
    changed: node.changed === null ? null : formatChanged(node.changed, now, zone, last?.readAt),
    sinceAt: node.since === null ? null : formatIso(node.since),
    changedAt: node.changed === null ? null : formatIso(node.changed),
    isPast: past !== null,
    lastRead: stale && lastReadText(stale),
    spokenLastRead: stale && lastReadText(stale, "last read"),
    remark: node.entity.remark ?? node.bundle?.remark ?? null,
  };
}

function isSame(a: Counts | null, b: Counts | null): boolean {
  if (a === b || a === null || b === null) return a === b;
  const statuses = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...statuses].every((status) => Reflect.get(a, status) === Reflect.get(b, status));
}

/** Compares fields, since every poll makes new objects. */
export function isSameView(a: RowView, b: RowView): boolean {
  const { counts: before, ...fields } = a;
  const { counts: after, ...others } = b;
  return (
    isSame(before, after) &&
    Object.entries(fields).every(([key, value]) => value === Reflect.get(others, key))
  );
}

/** "app checkout, failed, 6 min". ARIA attributes give level and position. */
export function spokenName(view: RowView): string {
  const parts = [
    // "Wave 2" says what it is by itself.
    view.type === "wave" ? view.label : `${view.type} ${view.label}`,
    view.detail,
    view.spoken,
    view.done,
    view.spokenInState,
    view.spokenLastRead,
    view.remark === null ? null : "with a remark",
  ];
  return parts.filter((part) => part !== null).join(", ");
}
