import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import type { Range } from "@tanstack/react-virtual";
import { useEffect, useEffectEvent, useRef } from "react";
import { documentTopOf, useRowHeight } from "@/components/EntityHierarchy/treeMetrics";
import { useMeasured } from "@/hooks/useMeasured";
import { usePrinting } from "@/hooks/usePrinting";
import type { CompareItem, FoldName } from "@/lib/compare/rows";
import type { CompareAnswer } from "@/services/compareService";
import { ChangeRow, FoldRow } from "./ChangeRow";
import { SideTag } from "./SideTag";

const MOST_PRINTED = 2_000;

interface ChangeTableProps {
  answer: CompareAnswer;
  items: readonly CompareItem[];
  active: string | null;
  isOut: boolean;
  onToggle: (fold: FoldName) => void;
  onOpen: (key: string) => void;
}

function Columns({ a, b }: Pick<CompareAnswer, "a" | "b">) {
  return (
    <div role="row" aria-rowindex={1} className="compare-columns">
      <span role="columnheader">Change</span>
      <span role="columnheader">App</span>
      <span role="columnheader">
        <SideTag side="a" /> <span className="truncate">{a.version}</span>
      </span>
      <span role="columnheader">
        <SideTag side="b" /> <span className="truncate">{b.version}</span>
      </span>
      <span role="columnheader">Difference</span>
    </div>
  );
}

/** Rows of changes and folds; only those in view exist. */
export function ChangeTable(props: ChangeTableProps) {
  const { answer, items, active, isOut, onToggle, onOpen } = props;
  const body = useRef<HTMLDivElement>(null);
  const scrollMargin = useMeasured(body, documentTopOf, { onPage: true });
  const isPrinting = usePrinting();
  const rowHeight = useRowHeight(false);
  // oxlint-disable-next-line react/incompatible-library -- nothing of it is passed on
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin,
    scrollPaddingStart: 120,
    scrollPaddingEnd: 40,
    getItemKey: (index) => items[index]?.key ?? index,
    rangeExtractor: (range: Range) =>
      isPrinting ? [...items.keys()].slice(0, MOST_PRINTED) : defaultRangeExtractor(range),
  });
  const activeIndex = items.findIndex(({ key }) => key === active);
  const onActive = useEffectEvent(() => {
    if (activeIndex >= 0) virtualizer.scrollToIndex(activeIndex, { align: "auto" });
  });
  useEffect(() => onActive(), [active]);

  const rows = virtualizer.getVirtualItems();
  const before = (rows[0]?.start ?? scrollMargin) - scrollMargin;
  const after = virtualizer.getTotalSize() + scrollMargin - (rows.at(-1)?.end ?? scrollMargin);
  return (
    <div
      role="table"
      aria-label="Changes"
      aria-rowcount={items.length + 1}
      className="compare-table printed-table"
    >
      <div role="rowgroup" className="printed-head">
        <Columns a={answer.a} b={answer.b} />
      </div>
      <div
        ref={body}
        role="rowgroup"
        style={{ paddingBlock: `${String(before)}px ${String(after)}px` }}
      >
        {rows.map(({ index }) => {
          const item = items[index];
          if (!item) return null;
          if (item.kind === "fold") {
            return (
              <FoldRow
                key={item.key}
                item={item}
                index={index}
                rowRef={virtualizer.measureElement}
                onToggle={() => onToggle(item.key)}
              />
            );
          }
          return (
            <ChangeRow
              key={item.key}
              item={item}
              index={index}
              counts={answer.counts}
              isActive={index === activeIndex}
              onOpen={() => onOpen(item.key)}
              isOut={isOut}
              isPast={answer.b.exported}
              rowRef={virtualizer.measureElement}
            />
          );
        })}
      </div>
    </div>
  );
}
