import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { isChange } from "@/lib/compare/rows";
import type { Change } from "@/lib/compare/rows";
import { parseSide, sideKey } from "@/lib/compare/sides";
import type { SideName } from "@/lib/compare/sides";
import { ApiError } from "@/services/apiError";
import { compareQuery } from "@/services/compareService";
import type { CompareAnswer, CompareSide } from "@/services/compareService";
import { useOpened } from "./opened";
import { useRealtime } from "./useRealtime";

export type SideLetter = "a" | "b";

export interface CompareUrl {
  a: SideName | null;
  b: SideName | null;
  find: string;
  change: Change | null;
}

/** A file is sent anew with each read. */
const WITH_A_FILE = 15_000;

function read(params: URLSearchParams): CompareUrl {
  const change = params.get("change");
  return {
    a: parseSide(params.get("a")),
    b: parseSide(params.get("b")),
    find: params.get("find") ?? "",
    change: isChange(change) ? change : null,
  };
}

function write({ a, b, find, change }: CompareUrl): URLSearchParams {
  const params = new URLSearchParams();
  if (a) params.set("a", sideKey(a));
  if (b) params.set("b", sideKey(b));
  if (find !== "") params.set("find", find);
  if (change !== null) params.set("change", change);
  return params;
}

/** What is compared, and what of it is shown, as the address says. */
export function useCompareUrl() {
  const [params, setParams] = useSearchParams();
  const url = useMemo(() => read(params), [params]);
  const change = (part: Partial<CompareUrl>) =>
    setParams((now) => write({ ...read(now), ...part }), {
      replace: !("a" in part || "b" in part),
    });
  return [url, change] as const;
}

/** What is asked for a side; undefined for an exported tree that is not open in this tab. */
export function useSide(name: SideName | null): CompareSide | null | undefined {
  const files = useOpened();
  if (name === null) return null;
  const key = sideKey(name);
  if (name.at === null) return { key, id: name.id, text: null };
  const file = files.get(key);
  return file && { key, id: name.id, text: file.text };
}

function isOver({ a, b }: CompareAnswer): boolean {
  return (a.exported || !a.open) && (b.exported || !b.open);
}

/** Polls what is compared, if one side at least is a release. */
export function useComparison(a: CompareSide, b: CompareSide) {
  const hasFile = a.text !== null || b.text !== null;
  return useRealtime(compareQuery(a, b), isOver, hasFile ? WITH_A_FILE : 0);
}

/** Two files do not change, and nothing of them is live. */
export function useComparedFiles(a: CompareSide, b: CompareSide) {
  const { data, error, refetch } = useQuery({ ...compareQuery(a, b), staleTime: Infinity });
  return {
    data,
    error: error instanceof ApiError ? error : undefined,
    retry: () => void refetch(),
  };
}
