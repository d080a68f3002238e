/** What to look for when an id names nothing: its name, without the version that was probably mistyped. */
export function nearestQuery(releaseId: string): string {
  const name = releaseId.replace(/^release:/, "");
  const stem = name.replace(/[\d._:-]+.*$/, "");
  return stem === "" ? name : stem;
}
