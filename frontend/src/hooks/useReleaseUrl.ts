import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Axis } from "@/lib/timeline/axis";
import { formatIso, parseTime } from "@/lib/words/time";
import { isStatus } from "@/lib/words/status";
import type { Status } from "@/types/entities";

export interface ReleaseUrl {
  /** Path of the node that is open in the panel. */
  node: string | null;
  statuses: readonly Status[];
  /** Id of the one wave to show. */
  wave: string | null;
  find: string;
  hideFinished: boolean;
  isTimeline: boolean;
  /** The part of time that is shown; null is all of it. */
  zoom: Axis | null;
}

type ReleaseUrlChange = Partial<ReleaseUrl>;

function momentOf(params: URLSearchParams, name: string): number | null {
  return parseTime(params.get(name)) ?? null;
}

function zoomOf(params: URLSearchParams): Axis | null {
  const from = momentOf(params, "from");
  const to = momentOf(params, "to");
  return from === null || to === null || to <= from ? null : { from, to };
}

function read(params: URLSearchParams): ReleaseUrl {
  return {
    node: params.get("node"),
    statuses: params.getAll("status").filter(isStatus),
    wave: params.get("wave"),
    find: params.get("find") ?? "",
    hideFinished: params.get("hide") === "finished",
    isTimeline: params.get("view") === "timeline",
    zoom: zoomOf(params),
  };
}

function write(state: ReleaseUrl): URLSearchParams {
  const params = new URLSearchParams();
  if (state.find !== "") params.set("find", state.find);
  for (const status of state.statuses) params.append("status", status);
  if (state.wave !== null) params.set("wave", state.wave);
  if (state.hideFinished) params.set("hide", "finished");
  if (state.isTimeline) params.set("view", "timeline");
  if (state.isTimeline && state.zoom !== null) {
    params.set("from", formatIso(state.zoom.from));
    params.set("to", formatIso(state.zoom.to));
  }
  if (state.node !== null) params.set("node", state.node);
  return params;
}

/** The state of the page, kept in the address, so that a pasted link opens the same view. */
export function useReleaseUrl(): [ReleaseUrl, (change: ReleaseUrlChange) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => read(params), [params]);
  const change = useCallback(
    (next: ReleaseUrlChange) => {
      setParams(
        (before) => {
          const now = read(before);
          return write({ ...now, ...next });
        },
        // Only opening the panel adds to the history: on a phone "back" closes the sheet.
        {
          replace: !(state.node === null && typeof next.node === "string"),
          preventScrollReset: true,
        },
      );
    },
    [setParams, state.node],
  );
  return [state, change];
}
