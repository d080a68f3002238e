/** What all addresses begin with: empty, or a path without a slash at its end. The server writes it into the page. */
export const BASE = (
  document.querySelector("meta[name=base-path]")?.getAttribute("content") ?? "/"
).replace(/\/$/, "");

/** Where this page belongs, if it was asked for at an address that is not below the base path. */
export function addressBelowBase({ pathname, search, hash }: Location): string | undefined {
  return `${pathname}/`.startsWith(`${BASE}/`) ? undefined : `${BASE}${pathname}${search}${hash}`;
}
