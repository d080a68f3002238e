import { releaseTitle } from "@/lib/words/title";
import type { Release, Verdict } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";

/** What a user can be told of a release. */
export const KINDS = ["failing", "stuck", "approval", "ended"] as const;

export type Kind = (typeof KINDS)[number];

/** What a user wants to be told of a release, and has been told. */
export interface Follow {
  readonly kinds: readonly Kind[];
  readonly told: readonly Kind[];
}

/** A release as far as it was judged just now, in a tree or in the list. */
export interface Judged extends Pick<Release, "id" | "name" | "label" | "version" | "ended_at"> {
  readonly verdict?: Verdict | null;
  readonly stale?: boolean | null;
}

export interface Notice {
  readonly kind: Kind;
  /** "Storefront 2026.48.2 is failing" */
  readonly title: string;
  readonly text: string;
}

const SAID = {
  failing: "is failing",
  stuck: "is stuck",
  approval: "needs approval",
} as const satisfies Partial<Record<Kind, string>>;

/** What there is to tell now; nothing of what is calm, unknown or was read too long ago. */
export function kindOf({ verdict, stale, ended_at }: Judged): Kind | null {
  if (!verdict || stale || verdict.word === "Unknown") return null;
  if (ended_at) return "ended";
  if (verdict.word === "Stuck") return "stuck";
  if (verdict.word === "Needs approval") return "approval";
  return TERMS[verdict.word].status === "failed" ? "failing" : null;
}

/** What is new for who follows it. Each kind is told once. */
export function noticeOf({ kinds, told }: Follow, release: Judged): Notice | null {
  const { verdict } = release;
  const kind = kindOf(release);
  if (!verdict || kind === null || told.includes(kind) || !kinds.includes(kind)) return null;
  const said = kind === "ended" ? TERMS[verdict.word].one : SAID[kind];
  const text = `${verdict.headline} ${verdict.detail}`.trim();
  return { kind, title: `${releaseTitle(release)} ${said}`, text };
}

/** Who follows knows how it is now. */
export function followed(release: Judged): Follow {
  const kind = kindOf(release);
  return { kinds: KINDS, told: kind === null ? [] : [kind] };
}
