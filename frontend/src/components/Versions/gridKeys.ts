import { useMemo } from "react";
import type { KeyboardEvent, MouseEvent } from "react";
import { useKeys } from "@/hooks/useKeys";
import { notify } from "@/lib/app/notice";
import type { ShownRow } from "@/lib/versions/alike";
import { differenceFrom, moved, troubleFrom } from "@/lib/versions/grid";
import type { Place } from "@/lib/versions/grid";
import type { CellName } from "@/lib/versions/table";

interface Table {
  shown: readonly ShownRow[];
  clusters: readonly string[];
  /** The active cell. */
  place: Place;
}

interface GridKeys extends Table {
  isPanelOpen: boolean;
  onMove: (to: Place, name: CellName) => void;
  onOpen: (cell: CellName) => void;
  /** Opens or closes the row of apps that are alike. */
  onFold: (app: string) => void;
}

const ARROWS = { h: "ArrowLeft", j: "ArrowDown", k: "ArrowUp", l: "ArrowRight" } as const;

type Go = (step: 1 | -1) => void;

interface Letters {
  trouble: Go;
  difference: Go;
  press: (key: string) => void;
}

function useLetters({ trouble, difference, press }: Letters): void {
  useKeys({
    n: () => trouble(1),
    N: () => trouble(-1),
    f: () => difference(1),
    F: () => difference(-1),
    h: () => press(ARROWS.h),
    j: () => press(ARROWS.j),
    k: () => press(ARROWS.k),
    l: () => press(ARROWS.l),
  });
}

/** The app whose row a key opens or closes: on its name Right opens, Left closes, and Enter does either. */
function foldedBy(key: string, at: ShownRow | undefined): string | null {
  if (!at || at.alike === 0) return null;
  const isMeant = key === "Enter" || key === (at.isOpen ? ARROWS.h : ARROWS.l);
  return isMeant ? at.row.app : null;
}

/** Row and column in an attribute of what was clicked. */
function placeIn(target: Element, attribute: "cell" | "goto"): Place | null {
  const hit = target.closest<HTMLElement>(`[data-${attribute}]`);
  const [row, column] = (hit?.dataset[attribute] ?? "").split(" ").map(Number);
  return row === undefined || column === undefined ? null : { row, column };
}

function useMoves({ shown, clusters, isPanelOpen, onMove, onOpen }: Omit<GridKeys, "onFold">) {
  const rows = useMemo(() => shown.map(({ row }) => row), [shown]);
  function nameAt({ row, column }: Place): CellName | null {
    const app = rows[row]?.app;
    return app === undefined ? null : { app, cluster: clusters[column] ?? "" };
  }
  function moveTo(to: Place): void {
    const name = nameAt(to);
    if (name) onMove(to, name);
  }
  function openAt(at: Place): void {
    const name = nameAt(at);
    if (name && name.cluster !== "") onOpen(name);
  }
  function goTo(next: Place | null, otherwise: string): void {
    if (!next) {
      notify(otherwise);
      return;
    }
    moveTo(next);
    // An open panel follows, so that one can read from trouble to trouble.
    if (isPanelOpen) openAt(next);
  }
  return { cells: { rows, clusters }, moveTo, openAt, goTo };
}

/** What keys and clicks do in the grid: one handler each, however many cells there are. */
export function useGridKeys({ onFold, ...table }: GridKeys) {
  const { shown, clusters, place } = table;
  const { cells, moveTo, openAt, goTo } = useMoves(table);

  function press(key: string, ctrlKey = false): boolean {
    const fold = place.column === -1 ? foldedBy(key, shown[place.row]) : null;
    const next = moved(place, { key, ctrlKey }, { rows: shown.length, columns: clusters.length });
    if (fold !== null) onFold(fold);
    else if (key === "Enter") openAt(place);
    else if (next) moveTo(next);
    else return false;
    return true;
  }
  useLetters({
    trouble: (step) => goTo(troubleFrom(place, step, cells), "No app needs attention."),
    difference: (step) => goTo(differenceFrom(place, step, cells), "Nothing differs in this row."),
    press,
  });

  function onKeyDown(event: KeyboardEvent): void {
    if (event.metaKey || event.altKey) return;
    if (press(event.key, event.ctrlKey)) event.preventDefault();
  }
  function onClick({ target }: MouseEvent): void {
    if (!(target instanceof Element)) return;
    const fold = target.closest<HTMLElement>("[data-fold]")?.dataset["fold"];
    const [cell, beyond] = [placeIn(target, "cell"), placeIn(target, "goto")];
    if (fold !== undefined) {
      moveTo({ row: shown.findIndex(({ row }) => row.app === fold), column: -1 });
      onFold(fold);
    } else if (beyond) moveTo(beyond);
    else if (cell) openAt(cell);
  }
  return { onKeyDown, onClick };
}
