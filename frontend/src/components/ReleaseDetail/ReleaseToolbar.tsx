import type { RefObject } from "react";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { TreeToolbar } from "./TreeToolbar";
import type { Filtering } from "@/hooks/useReleaseTree";
import type { TreeView } from "@/hooks/useTreeView";
import type { Shown } from "@/lib/tree/changes";
import { lastRead } from "@/hooks/live";
import { download } from "@/lib/app/download";
import { exportRows } from "@/lib/tree/exportRows";
import type { ExportFormat } from "@/lib/tree/exportRows";
import { exportedSide, sideKey } from "@/lib/compare/sides";
import { formatIso } from "@/lib/words/time";
import type { TreeAnswer } from "@/services/releaseService";
import type { Past } from "@/lib/tree/rowView";
import type { Tree } from "@/lib/tree/tree";
import { appCount, facetCounts } from "@/lib/tree/visible";

interface ReleaseToolbarProps {
  tree: Tree;
  answer: TreeAnswer;
  /** When it was read, if it is from a file. */
  readAt: number | undefined;
  /** The release of the same name before it. */
  previous: string | undefined;
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
  const { tree, answer, readAt, previous, view, past, changes, findRef } = props;
  const navigate = useNavigate();
  const { filter, typed, change } = props.filtering;
  const counts = useMemo(() => facetCounts(tree, filter), [tree, filter]);
  const apps = useMemo(() => appCount(tree, filter), [tree, filter]);
  function onExport(format: ExportFormat) {
    const name = tree.release.id.replaceAll(":", "-");
    download(`${name}.${format}`, TYPES[format], exportRows(tree, view.rows, format));
  }
  const hasProblems = past === null && tree.problemRows.length > 0;
  const { id } = tree.release;
  const own = readAt === undefined ? { id, at: null } : exportedSide(id, formatIso(readAt));
  const sides = new URLSearchParams({ ...(previous && { a: previous }), b: sideKey(own) });
  function onExportTree() {
    const read_at = readAt === undefined ? lastRead() : formatIso(readAt);
    const at = (read_at ?? "").slice(0, 19).replaceAll(":", "");
    const body = JSON.stringify({ ...answer, read_at });
    download(`${id.replaceAll(":", "-")}-${at}.json`, TYPES.json, body);
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
      onExpandProblems={hasProblems ? view.expandAllProblems : undefined}
      onHide={(hideFinished) => change({ hideFinished })}
      onExport={onExport}
      onExportTree={onExportTree}
      onCompare={() => void navigate(`/compare?${sides.toString()}`)}
      isWithPrevious={previous !== undefined}
    />
  );
}
