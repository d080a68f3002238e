import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import type { Range } from "@tanstack/react-virtual";
import { useEffect, useEffectEvent, useRef } from "react";
import type { KeyboardEvent, MouseEvent, ReactNode, RefObject } from "react";
import { useMeasured, widthOf } from "@/hooks/useMeasured";
import { usePrinting } from "@/hooks/usePrinting";
import { unseenOf, unseenText } from "@/lib/away/marks";
import type { Marks } from "@/lib/away/marks";
import type { Shown } from "@/lib/tree/changes";
import type { Past } from "@/lib/tree/rowView";
import type { Tree } from "@/lib/tree/tree";
import { treeAction } from "@/lib/tree/treeKeys";
import type { TreeAction } from "@/lib/tree/treeKeys";
import type { Row } from "@/lib/tree/visible";
import { pluralIs } from "@/lib/words/words";
import { TimelineHead } from "@/components/Timeline/TimelineHead";
import { SegmentTip } from "@/components/Timeline/SegmentTip";
import { TimelinePlane } from "@/components/Timeline/TimelinePlane";
import type { Timeline } from "@/hooks/useTimeline";
import { TreeColumns } from "./TreeColumns";
import { TimedRow } from "./TreeRow";
import { coveredBy, documentTopOf, useRowHeight } from "./treeMetrics";
import "./EntityHierarchy.css";

/**
 * What an upright page has for the plane, in pixels of a screen with letters as large beside them: no browser tells how
 * wide paper is before it is laid out.
 */
const PAPER = 620;

interface EntityHierarchyProps {
  label: string;
  tree: Tree;
  rows: readonly Row[];
  active: string | null;
  /** The row that is open in the panel. */
  selected: string | null;
  find: string;
  changes: Shown;
  /** What has changed while the user was away. */
  marks: Marks | null;
  past: Past | null;
  /** Set where the rows are shown along time. */
  timeline: Timeline | null;
  /** Sticks above the rows, together with the column heads. */
  toolbar: ReactNode;
  /** Shown when there are no rows. */
  empty: ReactNode;
  /** Lets the page's shortcuts move the focus here. */
  listRef: RefObject<HTMLDivElement | null>;
  onAction: (action: TreeAction) => void;
}

const OVERSCAN = 6;
/** About fifty sheets of paper, which a browser can still lay out. */
const MOST_PRINTED = 2500;

/** The container refers to its active row by this id. */
export function rowId(path: string): string {
  return `row-${path}`;
}

function pathOf(event: MouseEvent): { path: string; isToggle: boolean } | null {
  if (!(event.target instanceof Element)) return null;
  const row = event.target.closest<HTMLElement>("[data-path]");
  const path = row?.dataset["path"];
  return path === undefined
    ? null
    : { path, isToggle: event.target.closest("[data-toggle]") !== null };
}

/** The release as a tree: only the rows in view exist, and focus stays on the container. */
export function EntityHierarchy(props: EntityHierarchyProps) {
  const { tree, rows, active, selected, past, changes, marks, timeline, onAction } = props;
  const list = props.listRef;
  const head = useRef<HTMLDivElement>(null);
  const plane = useRef<HTMLDivElement>(null);
  const measured = useMeasured(plane, widthOf, { isThere: timeline !== null });
  const rowHeight = useRowHeight(timeline !== null);
  const scrollMargin = useMeasured(list, documentTopOf, { onPage: true });
  const covered = useMeasured(head, coveredBy);
  const isPrinting = usePrinting();
  const width = isPrinting ? PAPER : measured;
  // Notes need the width: without it every row would be drawn twice.
  const isMeasured = timeline === null || width > 0;
  const activeIndex = rows.findIndex((row) => row.node.path === active);

  // oxlint-disable-next-line react/incompatible-library -- the one place that virtualises
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin,
    scrollPaddingStart: covered,
    getItemKey: (index) => rows[index]?.node.path ?? index,
    // The active row is always rendered, since the container refers to it.
    rangeExtractor: (range: Range) => {
      if (isPrinting) return [...rows.keys()].slice(0, MOST_PRINTED);
      const shown = defaultRangeExtractor(range);
      return activeIndex < 0 || shown.includes(activeIndex)
        ? shown
        : [...shown, activeIndex].toSorted((a, b) => a - b);
    },
  });

  useEffect(() => {
    virtualizer.measure();
  }, [rowHeight, virtualizer]);

  const onActiveChange = useEffectEvent(() => {
    if (activeIndex >= 0) virtualizer.scrollToIndex(activeIndex, { align: "auto" });
  });
  useEffect(() => onActiveChange(), [active]);

  function onKeyDown(event: KeyboardEvent) {
    // Letters are page shortcuts, which can be turned off; the tree handles only named keys.
    if (timeline && event.shiftKey && /^Arrow(?:Left|Right)$/.test(event.key)) {
      event.preventDefault();
      timeline.step(event.key === "ArrowRight" ? 1 : -1);
      return;
    }
    const isNamed = event.key.length > 1 || event.key === " ";
    if (!isNamed || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = treeAction(event.key, rows, active);
    if (!action) return;
    event.preventDefault();
    onAction(action);
  }

  function onClick(event: MouseEvent) {
    const hit = pathOf(event);
    if (hit) onAction({ kind: hit.isToggle ? "toggle" : "open", path: hit.path });
  }

  const activeRow = active !== null && activeIndex >= 0 ? rowId(active) : undefined;
  return (
    <div
      className={timeline ? "tree timeline card" : "tree card"}
      data-past={past !== null || undefined}
    >
      <div className="printed-table">
        <div ref={head} className="tree-head printed-head">
          {props.toolbar}
          {timeline ? (
            <TimelineHead tree={tree} timeline={timeline} width={width} plane={plane} />
          ) : (
            <TreeColumns isPast={past !== null} />
          )}
        </div>
        {rows.length === 0 && <div className="tree-empty">{props.empty}</div>}
        <div
          ref={list}
          role="tree"
          translate="no"
          tabIndex={0}
          className="tree-list"
          aria-label={props.label}
          aria-activedescendant={activeRow}
          style={{ height: rows.length * rowHeight }}
          onKeyDown={onKeyDown}
          onClick={onClick}
        >
          {timeline && <TimelinePlane tree={tree} timeline={timeline} width={width} />}
          {virtualizer.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            if (!row || !isMeasured) return null;
            const { path } = row.node;
            const unseen = unseenOf(marks, path, row.expanded);
            return (
              <TimedRow
                key={key}
                id={rowId(path)}
                tree={tree}
                node={row.node}
                past={past}
                timeline={timeline}
                width={width}
                find={props.find}
                top={start - scrollMargin}
                position={row.position}
                size={row.size}
                expandable={row.expandable}
                expanded={row.expanded}
                isActive={path === active}
                isSelected={path === selected}
                unseen={unseen}
                unseenText={unseen && marks && unseenText(unseen, marks)}
                flash={changes.flashes.get(path) ?? null}
              />
            );
          })}
        </div>
        {timeline && <SegmentTip tree={tree} timeline={timeline} plane={plane} />}
        {isPrinting && rows.length > MOST_PRINTED && (
          <p className="tree-cut">{`${pluralIs(rows.length - MOST_PRINTED, "more row")} not printed.`}</p>
        )}
      </div>
    </div>
  );
}
