import type { Status } from "@/types/entities";
import { STATUSES } from "@/types/entities";

export interface ListFilter {
  q: string;
  statuses: readonly Status[];
  page: number;
}

/** The address is the state: a pasted link shows the same. */
export function readFilter(params: URLSearchParams): ListFilter {
  const page = Number(params.get("page"));
  return {
    q: params.get("q") ?? "",
    statuses: STATUSES.filter((status) => params.getAll("status").includes(status)),
    page: Number.isInteger(page) && page > 1 ? page : 1,
  };
}

export function writeFilter({ q, statuses, page }: ListFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (q !== "") params.set("q", q);
  for (const status of statuses) params.append("status", status);
  if (page > 1) params.set("page", String(page));
  return params;
}

export function isFiltered({ q, statuses }: ListFilter): boolean {
  return q !== "" || statuses.length > 0;
}
