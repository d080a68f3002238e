import { labelOf } from "@/lib/words/told";
import type { Release, Verdict } from "@/types/entities";

/** A verdict as it is shown: the API's own, or what is left of it while nothing is confirmed. */
export type ShownVerdict = Omit<Verdict, "word"> & { readonly word: string };

/** "Storefront 2026.48.2", without repeating a version that is part of the name. */
export function titleParts(release: Pick<Release, "id" | "name" | "label" | "version">): {
  name: string;
  version: string | null;
} {
  const name = labelOf(release);
  const version = release.version ?? null;
  return version !== null && name.endsWith(version)
    ? {
        name: name.slice(0, -version.length).trim() || version,
        version: name === version ? null : version,
      }
    : { name, version };
}

export function releaseTitle(release: Pick<Release, "id" | "name" | "label" | "version">): string {
  const { name, version } = titleParts(release);
  return version === null ? name : `${name} ${version}`;
}

/** "Failing, 2 of 240: Storefront 2026.48.2" */
export function pageTitle(verdict: ShownVerdict, release: Release): string {
  const said = verdict.figure ? `${verdict.word}, ${verdict.figure}` : verdict.word;
  return `${said}: ${releaseTitle(release)}`;
}
