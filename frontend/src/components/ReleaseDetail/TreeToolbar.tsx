import { X } from "lucide-react";
import { useMemo, useState } from "react";
import type { ReactNode, RefObject } from "react";
import { FacetChip } from "@/components/ui/FacetChip";
import { Kbd } from "@/components/ui/Kbd";
import { SearchField } from "@/components/ui/SearchField";
import { useAnnouncement } from "@/hooks/announce";
import type { Filtering } from "@/hooks/useReleaseTree";
import type { TreeView } from "@/hooks/useTreeView";
import type { Past } from "@/lib/tree/rowView";
import type { Tree } from "@/lib/tree/tree";
import { appCount, facetCounts, facetStatuses } from "@/lib/tree/visible";
import { plural } from "@/lib/words/words";
import type { Status } from "@/types/entities";
import { WORDS } from "@/types/vocabulary.gen";
import { AsOf } from "./ProblemList";
import "./TreeToolbar.css";

interface TreeToolbarProps {
  tree: Tree;
  view: TreeView;
  filtering: Filtering;
  isTimeline: boolean;
  past: Past | null;
  /** How many rows changed, when there are too many to flash. */
  changed: number | null;
  findRef: RefObject<HTMLInputElement | null>;
  menu: ReactNode;
}

/** What a phone's timeline has no room for until one searches. */
const FINDING = ".search-field, .toolbar-facets";

function toggle(chosen: readonly Status[], status: Status): Status[] {
  return chosen.includes(status) ? chosen.filter((one) => one !== status) : [...chosen, status];
}

function Facets({ tree, filtering, past }: Pick<TreeToolbarProps, "tree" | "filtering" | "past">) {
  const { filter, change } = filtering;
  const counts = useMemo(() => facetCounts(tree, filter), [tree, filter]);
  const apps = useMemo(() => appCount(tree, filter), [tree, filter]);
  const chosen = filter.statuses;
  const onChoose = (statuses: readonly Status[]) => change({ statuses });
  const statuses = facetStatuses(counts, chosen, past !== null);
  const known = past ? statuses.filter((status) => status !== "unknown") : statuses;
  const unread = past ? statuses.filter((status) => status === "unknown") : [];
  const chip = (status: Status) => (
    <FacetChip
      key={status}
      label={WORDS[status]}
      count={counts[status] ?? 0}
      status={status}
      isOn={chosen.includes(status)}
      muted={past !== null}
      onClick={() => onChoose(toggle(chosen, status))}
    />
  );
  return (
    <div
      className="toolbar-facets"
      role="group"
      aria-label="Filter apps by status"
      // Safari gives the focus to no button that is pressed, and it must not leave meanwhile.
      tabIndex={-1}
    >
      <FacetChip label="All" count={apps} isOn={chosen.length === 0} onClick={() => onChoose([])} />
      {unread.map(chip)}
      {past && <span className="toolbar-was">Last known</span>}
      {known.map(chip)}
    </div>
  );
}

interface SwitchProps {
  isTimeline: boolean;
  onTimeline: (isTimeline: boolean) => void;
}

/** The same rows as a tree, or along time. */
function ViewSwitch({ isTimeline, onTimeline }: SwitchProps) {
  return (
    <div className="toolbar-views" role="group" aria-label="View">
      <button type="button" aria-pressed={!isTimeline} onClick={() => onTimeline(false)}>
        Tree
      </button>
      <button type="button" aria-pressed={isTimeline} onClick={() => onTimeline(true)}>
        Timeline
      </button>
    </div>
  );
}

/** Search, filters and options above the tree. */
export function TreeToolbar(props: TreeToolbarProps) {
  const { tree, view, filtering, isTimeline, past, changed } = props;
  const { filter, typed, change } = filtering;
  const wave = filter.wave === null ? null : (tree.rowOf.get(filter.wave)?.label ?? null);
  const news = changed === null ? "" : `${plural(changed, "row")} changed`;
  useAnnouncement("changes", news);
  const [isFinding, setFinding] = useState(false);
  const isFiltered = filter.statuses.length > 0 || typed.text !== "" || wave !== null;
  return (
    <div
      className="toolbar screen-only"
      data-filtering={isFiltered || isFinding || undefined}
      onFocus={({ target }) => setFinding(target.closest(FINDING) !== null)}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setFinding(false);
      }}
    >
      <SearchField label="Find in tree" typed={typed} inputRef={props.findRef} />
      <ViewSwitch isTimeline={isTimeline} onTimeline={(on) => change({ isTimeline: on })} />
      {wave !== null && (
        <button
          type="button"
          className="facet-chip toolbar-wave"
          onClick={() => change({ wave: null })}
          aria-label={`Show all waves, not only ${wave}`}
        >
          {wave} <X size="0.8125rem" aria-hidden="true" />
        </button>
      )}
      <Facets tree={tree} filtering={filtering} past={past} />
      <div className="toolbar-end">
        {news !== "" && <span>{news}</span>}
        {past && <AsOf past={past} />}
        {!past && tree.problemRows.length > 0 && (
          <button type="button" className="toolbar-expand" onClick={view.expandAllProblems}>
            Expand problems <Kbd>E</Kbd>
          </button>
        )}
        {props.menu}
      </div>
    </div>
  );
}
