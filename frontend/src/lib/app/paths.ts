/** Colons and dots are fine in a path; everything else is escaped. */
export function releasePath(releaseId: string): string {
  return `/releases/${encodeURIComponent(releaseId).replaceAll("%3A", ":")}`;
}

/** Two releases side by side, by their ids. */
export function comparePath(a: string, b: string): string {
  return `/compare?${new URLSearchParams({ a, b }).toString()}`;
}

/** Where to go after signing in. Only paths of this site: `//host` and `/\host` lead elsewhere. */
export function safeReturnPath(wanted: string | null | undefined): string {
  if (!wanted || !wanted.startsWith("/") || /^\/[/\\]/.test(wanted)) return "/";
  const url = new URL(wanted, "http://self.invalid");
  if (url.host !== "self.invalid" || url.pathname === "/login") return "/";
  return url.pathname + url.search + url.hash;
}

export function loginPath(returnTo: string): string {
  return returnTo === "/" ? "/login" : `/login?to=${encodeURIComponent(returnTo)}`;
}
