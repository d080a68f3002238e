import { ReleaseRow } from "./ReleaseRow";
import type { Marking } from "./RowTools";
import { unseenOf, unseenText } from "@/lib/away/marks";
import type { Marks } from "@/lib/away/marks";
import { groupsOf } from "@/lib/list/releaseRow";
import { formatNumber } from "@/lib/words/words";
import type { ListAnswer, ReleaseSummary } from "@/types/entities";
import "./ReleaseList.css";

const COLUMNS = [
  ["Release", "release-name"],
  ["Status", "release-status"],
  ["Apps done", "release-progress"],
  ["Wave", "release-wave"],
  ["Problems and reasons", "release-reason"],
  ["Started", "release-started"],
  ["Duration", "release-duration"],
  ["Changed", "release-changed"],
] as const;

export function ReleaseColumns() {
  return (
    <div role="rowgroup" className="release-head">
      <div role="row" className="release-columns">
        {COLUMNS.map(([title, name]) => (
          <div key={name} role="columnheader" className={name}>
            {title}
          </div>
        ))}
      </div>
    </div>
  );
}

interface ReleaseListProps {
  page: ListAnswer;
  asOf: number | undefined;
  marks: Marks | null;
  /** Paths of the rows to show, of all by default. */
  only: ReadonlySet<string> | null;
  marking: Marking;
  /** A new filter is being read; these rows belong to the previous one. */
  isPlaceholder: boolean;
}

/** "changed since 11:56", of a row that has changed while the user was away. */
function unseenIn(marks: Marks | null, { path }: ReleaseSummary): string | null {
  const unseen = unseenOf(marks, path, true);
  return marks && unseen && unseenText(unseen, marks);
}

/** Groups: needs attention, in progress, finished. Rows keep their place while their state changes. */
export function ReleaseList(props: ReleaseListProps) {
  const { page, asOf, marks, only, marking, isPlaceholder } = props;
  return (
    <div
      role="table"
      aria-label="Releases"
      aria-busy={isPlaceholder}
      className="release-list card"
      data-as-of={asOf === undefined ? undefined : ""}
    >
      <ReleaseColumns />
      {groupsOf(page, only).map(({ name, title, count, items }) => (
        <div key={name} role="rowgroup" aria-label={title}>
          <div role="row" className="release-group-row">
            <div role="cell" aria-colspan={COLUMNS.length}>
              {title} <span className="release-group-count">{formatNumber(count)}</span>
            </div>
          </div>
          {items.map((item) => (
            <ReleaseRow
              key={item.id}
              item={item}
              isOpen={name !== "closed"}
              asOf={asOf}
              unseen={unseenIn(marks, item)}
              marking={marking}
            />
          ))}
        </div>
      ))}
    </div>
  );
}
