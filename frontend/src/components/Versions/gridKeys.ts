import type { KeyboardEvent, MouseEvent } from "react";
import { useKeys } from "@/hooks/useKeys";
import { notify } from "@/lib/app/notice";
import { moved, troubleFrom } from "@/lib/versions/grid";
import type { Place } from "@/lib/versions/grid";
import type { CellName, TableRow } from "@/lib/versions/table";

interface Table {
  rows: readonly TableRow[];
  clusters: readonly string[];
  /** The active cell. */
  place: Place;
}

interface GridKeys extends Table {
  isPanelOpen: boolean;
  onMove: (to: Place, name: CellName) => void;
  onOpen: (cell: CellName) => void;
}

function useTroubleKeys({ place, ...table }: Table, onGo: (to: Place) => void): void {
  const go = (step: 1 | -1) => () => {
    const next = troubleFrom(place, step, table);
    if (next) onGo(next);
    else notify("No app needs attention.");
  };
  useKeys({ n: go(1), N: go(-1) });
}

/** What keys and clicks do in the grid: one handler each, however many cells there are. */
export function useGridKeys({ rows, clusters, place, isPanelOpen, onMove, onOpen }: GridKeys) {
  function nameAt({ row, column }: Place): CellName | null {
    const [app, cluster] = [rows[row]?.app, clusters[column]];
    return app === undefined || cluster === undefined ? null : { app, cluster };
  }
  function moveTo(to: Place): void {
    const name = nameAt(to);
    if (name) onMove(to, name);
  }
  function openAt(at: Place): void {
    const name = nameAt(at);
    if (name) onOpen(name);
  }
  useTroubleKeys({ rows, clusters, place }, (next) => {
    moveTo(next);
    // An open panel follows, so that one can read from trouble to trouble.
    if (isPanelOpen) openAt(next);
  });

  function onKeyDown(event: KeyboardEvent): void {
    if (event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      openAt(place);
      return;
    }
    const next = moved(place, event, { rows: rows.length, columns: clusters.length });
    if (!next) return;
    event.preventDefault();
    moveTo(next);
  }
  function onClick({ target }: MouseEvent): void {
    const hit = target instanceof Element ? target.closest<HTMLElement>("[data-cell]") : null;
    const [row, column] = (hit?.dataset["cell"] ?? "").split(" ").map(Number);
    if (row !== undefined && column !== undefined) openAt({ row, column });
  }
  return { onKeyDown, onClick };
}
