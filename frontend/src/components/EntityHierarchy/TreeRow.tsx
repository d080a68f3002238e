import { ChevronRight, Info, Package } from "lucide-react";
import { memo, useMemo } from "react";
import { LaneCells } from "@/components/Timeline/LaneCells";
import type { LaneView } from "@/components/Timeline/LaneCells";
import type { Timeline } from "@/hooks/useTimeline";
import { laneOf } from "@/lib/timeline/lane";
import { ProgressBar } from "@/components/ui/ProgressBar";
import { StatusIcon } from "@/components/ui/StatusIcon";
import { useNow } from "@/hooks/useNow";
import { useZone } from "@/hooks/useZone";
import type { Unseen } from "@/lib/away/marks";
import { isSameView, rowView, spokenName } from "@/lib/tree/rowView";
import type { Past, RowView } from "@/lib/tree/rowView";
import type { Tree, TreeNode } from "@/lib/tree/tree";
import { termOf } from "@/lib/words/status";
import type { Status } from "@/types/entities";
import { Highlighted } from "./Highlighted";

interface TreeRowProps {
  id: string;
  view: RowView;
  find: string;
  top: number;
  position: number;
  size: number;
  expandable: boolean;
  expanded: boolean;
  isActive: boolean;
  isSelected: boolean;
  /** Set where something has changed while the user was away, and how that is spoken. */
  unseen: Unseen | null;
  unseenText: string | null;
  /** Set when the row has just changed: the status for the tint. */
  flash: Status | null;
  /** Set where it is shown along time. */
  shown: LaneView | null;
}

function Name({ view, find }: { view: RowView; find: string }) {
  return (
    <span className="tree-name">
      <span className="tree-chevron screen-only" data-toggle="">
        <ChevronRight size="0.9375rem" aria-hidden="true" />
      </span>
      <StatusIcon
        status={view.status}
        stuck={view.stuck}
        size={15}
        muted={view.isPast || view.lastRead !== null}
      />
      <span className="tree-label truncate" title={view.label}>
        <Highlighted text={view.label} find={find} />
      </span>
      {view.detail !== null && (
        <span className="tree-detail truncate" title={view.detail}>
          {view.type === "cluster" && <Package size="0.8125rem" aria-hidden="true" />}
          <Highlighted text={view.detail} find={find} />
        </span>
      )}
      {view.size !== null && <span className="tree-size">{view.size}</span>}
      {view.remark !== null && (
        <span className="tree-remark" title={view.remark}>
          <Info size="0.8125rem" aria-hidden="true" />
        </span>
      )}
    </span>
  );
}

/** Shown beside the status on a phone, which has no room for columns. */
function figureOf(view: RowView): string | null {
  if (view.counts !== null) return view.shortCount ?? view.beside;
  const isCalm =
    view.status === "succeeded" || view.status === "pending" || view.status === "skipped";
  return isCalm ? null : view.inState;
}

function Cells({ view }: { view: RowView }) {
  const tone = termOf(view.status, view.stuck).attention ? view.status : undefined;
  const figure = figureOf(view);
  return (
    <>
      <span className="tree-status" data-tone={tone}>
        {view.word}
        {figure !== null && <span className="tree-figure">{figure}</span>}
      </span>
      {view.source !== null && (
        <span
          className="tree-source truncate"
          data-unread={view.status === "unknown" || undefined}
          title={view.source}
        >
          {view.source}
        </span>
      )}
      <span className="tree-progress" title={view.lastRead ?? view.done ?? undefined}>
        {view.counts !== null && (
          <ProgressBar
            counts={view.counts}
            stuck={view.stuck}
            asOf={view.isPast || view.lastRead !== null ? "past" : null}
          />
        )}
        {view.count !== null && <span className="tree-count">{view.count}</span>}
        {view.beside !== null && <span className="tree-beside">{view.beside}</span>}
        {view.lastRead !== null && view.counts === null && (
          <span className="tree-note truncate" title={view.lastRead}>
            {view.lastRead}
          </span>
        )}
        {view.note !== null && (
          <span className="tree-note truncate" title={view.note}>
            {view.note}
          </span>
        )}
      </span>
      <span
        className="tree-version mono truncate"
        data-off={view.isOffTarget || undefined}
        title={view.version ?? undefined}
      >
        {view.version ?? "–"}
      </span>
      <span
        className="tree-since"
        title={view.sinceAt === null ? undefined : `since ${view.sinceAt}`}
      >
        {view.inState ?? "–"}
      </span>
      <span className="tree-changed" title={view.changedAt ?? undefined}>
        {view.changed ?? "–"}
      </span>
    </>
  );
}

function Row(props: TreeRowProps) {
  const { view, expandable, expanded, flash, shown } = props;
  return (
    <div
      id={props.id}
      role="treeitem"
      className="tree-row"
      aria-label={[spokenName(view), shown?.lane.spoken, props.unseenText]
        .filter(Boolean)
        .join(", ")}
      aria-level={view.level}
      aria-posinset={props.position}
      aria-setsize={props.size}
      aria-expanded={expandable ? expanded : undefined}
      aria-selected={props.isSelected}
      data-path={view.path}
      data-level={view.level}
      data-leaf={expandable ? undefined : ""}
      data-active={props.isActive || undefined}
      data-unseen={props.unseen ?? undefined}
      data-past={view.isPast || undefined}
      data-stale={view.lastRead !== null || undefined}
      style={{ transform: `translateY(${String(props.top)}px)` }}
    >
      {flash !== null && (
        <span key={flash} className="tree-flash screen-only" data-status={flash} />
      )}
      <Name view={view} find={props.find} />
      {shown ? <LaneCells view={view} shown={shown} /> : <Cells view={view} />}
    </div>
  );
}

function isSameRow(a: TreeRowProps, b: TreeRowProps): boolean {
  const { view: before, ...fields } = a;
  const { view: after, ...others } = b;
  return (
    Object.entries(fields).every(([key, value]) => value === Reflect.get(others, key)) &&
    isSameView(before, after)
  );
}

/** Plain elements and classes, since about fifty rows render on every scroll and poll. */
const TreeRow = memo(Row, isSameRow);

interface TimedRowProps extends Omit<TreeRowProps, "view" | "shown"> {
  tree: Tree;
  node: TreeNode;
  past: Past | null;
  timeline: Timeline | null;
  /** Width of the plane of time, in pixels. */
  width: number;
}

/** The same object until something else is to be drawn, however often the clock ticks. */
function useLane(tree: Tree, node: TreeNode, timeline: Timeline | null, width: number) {
  const zone = useZone();
  const scale = timeline?.scale;
  const usual = timeline?.usual.get(node.path) ?? null;
  return useMemo((): LaneView | null => {
    if (!scale) return null;
    return { lane: laneOf(tree, node, { now: scale.now, zone }, usual), scale, width };
  }, [tree, node, scale, zone, usual, width]);
}

/** Follows the clock, so that the tree around the rows need not. */
export function TimedRow({ tree, node, past, timeline, width, ...row }: TimedRowProps) {
  const now = useNow();
  const zone = useZone();
  const shown = useLane(tree, node, timeline, width);
  return <TreeRow {...row} view={rowView(tree, node, now, zone, past)} shown={shown} />;
}
