import { X } from "lucide-react";
import { useState } from "react";
import type { RefObject } from "react";
import { FacetChip } from "@/components/ui/FacetChip";
import { Kbd } from "@/components/ui/Kbd";
import { SearchField } from "@/components/ui/SearchField";
import { useAnnouncement } from "@/hooks/announce";
import type { Typed } from "@/hooks/useTypedText";
import type { Past } from "@/lib/tree/rowView";
import { plural } from "@/lib/words/words";
import { facetStatuses } from "@/lib/tree/visible";
import type { Counts, Status } from "@/types/entities";
import { WORDS } from "@/types/vocabulary.gen";
import { AsOf } from "./ProblemList";
import { TreeMenu } from "./TreeMenu";
import type { TreeMenuProps } from "./TreeMenu";
import "./TreeToolbar.css";

interface TreeToolbarProps extends TreeMenuProps {
  counts: Counts;
  /** How many apps the search finds, of all statuses. */
  apps: number;
  chosen: readonly Status[];
  find: Typed;
  findRef: RefObject<HTMLInputElement | null>;
  /** What the tree is filtered to, such as "Wave 2". */
  wave: string | null;
  isTimeline: boolean;
  onTimeline: (isTimeline: boolean) => void;
  past: Past | null;
  /** How many rows changed, when there are too many to flash. */
  changed: number | null;
  onChoose: (statuses: readonly Status[]) => void;
  onClearWave: () => void;
}

/** What a phone's timeline has no room for until one searches. */
const FINDING = ".search-field, .toolbar-facets";

function toggle(chosen: readonly Status[], status: Status): Status[] {
  return chosen.includes(status) ? chosen.filter((one) => one !== status) : [...chosen, status];
}

type FacetsProps = Pick<TreeToolbarProps, "counts" | "apps" | "chosen" | "past" | "onChoose">;

function Facets({ counts, apps, chosen, past, onChoose }: FacetsProps) {
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

type SwitchProps = Pick<TreeToolbarProps, "isTimeline" | "onTimeline">;

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
  const { counts, past, wave, changed } = props;
  const news = changed === null ? "" : `${plural(changed, "row")} changed`;
  useAnnouncement("changes", news);
  const [isFinding, setFinding] = useState(false);
  const isFiltered = props.chosen.length > 0 || props.find.text !== "" || wave !== null;
  return (
    <div
      className="toolbar screen-only"
      data-filtering={isFiltered || isFinding || undefined}
      onFocus={({ target }) => setFinding(target.closest(FINDING) !== null)}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setFinding(false);
      }}
    >
      <SearchField
        value={props.find.text}
        label="Find in tree"
        inputRef={props.findRef}
        onChange={props.find.setText}
        onComposing={props.find.setComposing}
      />
      <ViewSwitch isTimeline={props.isTimeline} onTimeline={props.onTimeline} />
      {wave !== null && (
        <button
          type="button"
          className="facet-chip toolbar-wave"
          onClick={props.onClearWave}
          aria-label={`Show all waves, not only ${wave}`}
        >
          {wave} <X size="0.8125rem" aria-hidden="true" />
        </button>
      )}
      <Facets
        counts={counts}
        apps={props.apps}
        chosen={props.chosen}
        past={past}
        onChoose={props.onChoose}
      />
      <div className="toolbar-end">
        {news !== "" && <span>{news}</span>}
        {past && <AsOf past={past} />}
        {props.onExpandProblems && (
          <button type="button" className="toolbar-expand" onClick={props.onExpandProblems}>
            Expand problems <Kbd>E</Kbd>
          </button>
        )}
        <TreeMenu
          onExpandProblems={props.onExpandProblems}
          isHiding={props.isHiding}
          onHide={props.onHide}
          onExport={props.onExport}
          onExportTree={props.onExportTree}
          onCompare={props.onCompare}
          isWithPrevious={props.isWithPrevious}
        />
      </div>
    </div>
  );
}
