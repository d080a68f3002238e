import { nameOf } from "@/lib/tree/tree";
import type { Verdict } from "@/lib/tree/verdict";
import type { Release } from "@/types/entities";

/** "Storefront 2026.48.2", without repeating a version that is part of the name. */
export function titleParts(release: Pick<Release, "id" | "name" | "version">): {
  name: string;
  version: string | null;
} {
  const name = nameOf(release);
  const version = release.version ?? null;
  return version !== null && name.endsWith(version)
    ? {
        name: name.slice(0, -version.length).trim() || version,
        version: name === version ? null : version,
      }
    : { name, version };
}

export function releaseTitle(release: Release): string {
  const { name, version } = titleParts(release);
  return version === null ? name : `${name} ${version}`;
}

/** "Failing, 2 of 240: Storefront 2026.48.2" */
export function pageTitle(verdict: Verdict, release: Release): string {
  const said = verdict.figure === null ? verdict.word : `${verdict.word}, ${verdict.figure}`;
  return `${said}: ${releaseTitle(release)}`;
}
