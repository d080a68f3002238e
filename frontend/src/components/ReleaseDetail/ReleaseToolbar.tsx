import type { RefObject } from "react";
import { useMemo } from "react";
import { TreeToolbar } from "./TreeToolbar";
import type { Filtering } from "@/hooks/useReleaseTree";
import type { TreeView } from "@/hooks/useTreeView";
import type { Shown } from "@/lib/tree/changes";
import { download } from "@/lib/app/download";
import { exportRows } from "@/lib/tree/exportRows";
import type { ExportFormat } from "@/lib/tree/exportRows";
import type { Past } from "@/lib/tree/rowView";
import type { Tree } from "@/lib/tree/tree";
import { appCount, facetCounts } from "@/lib/tree/visible";

interface ReleaseToolbarProps {
  tree: Tree;
  view: TreeView;
  filtering: Filtering;
  isTimeline: boolean;
  past: Past | null;
  changes: Shown;
  findRef: RefObject<HTMLInputElement | null>;
}

const TYPES = { csv: "text/csv", json: "application/json" } satisfies Record<ExportFormat, string>;

/** Connects the toolbar to the filter in the address. */
export function ReleaseToolbar(props: ReleaseToolbarProps) {
  const { tree, view, past, changes, findRef } = props;
  const { filter, typed, change } = props.filtering;
  const counts = useMemo(() => facetCounts(tree, filter), [tree, filter]);
  const apps = useMemo(() => appCount(tree, filter), [tree, filter]);
  function onExport(format: ExportFormat) {
    const name = tree.release.id.replaceAll(":", "-");
    download(`${name}.${format}`, TYPES[format], exportRows(tree, view.rows, format));
  }
  return (
    <TreeToolbar
      counts={counts}
      apps={apps}
      chosen={filter.statuses}
      find={typed}
      findRef={findRef}
      wave={filter.wave === null ? null : (tree.rowOf.get(filter.wave)?.label ?? null)}
      isTimeline={props.isTimeline}
      onTimeline={(isTimeline) => change({ isTimeline })}
      past={past}
      changed={changes.crowd}
      isHiding={filter.hideFinished}
      onChoose={(statuses) => change({ statuses })}
      onClearWave={() => change({ wave: null })}
      onExpandProblems={view.expandAllProblems}
      hasProblems={tree.problemRows.length > 0}
      onHide={(hideFinished) => change({ hideFinished })}
      onExport={onExport}
    />
  );
}
