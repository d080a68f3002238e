/** The leading parts that all versions of a row share say nothing in a cell; two parts always stay. */
export function shortVersion(version: string, mostRun: string | null): string {
  const parts = version.split(".");
  const others = (mostRun ?? version).split(".");
  let shared = 0;
  while (shared < parts.length - 2 && parts[shared] === others[shared]) shared += 1;
  const rest = version.length > 6 ? parts.slice(shared).join(".") : version;
  return rest.length > 7 ? `…${rest.slice(-6)}` : rest;
}
