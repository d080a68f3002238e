import { formatDuration, parseTime } from "@/lib/words/time";
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
  /** Of all releases of a name: since when, in ms by the server's clock. */
  readonly since?: number;
}

/** By id of the release, or for all of one name by `everyOf`. */
export type Follows = Readonly<Record<string, Follow>>;

type Facts = "id" | "name" | "label" | "version" | "started_at" | "ended_at";

/** A release as far as it was judged just now, in a tree or in the list. */
export interface Judged extends Pick<Release, Facts> {
  readonly verdict?: Verdict | null;
  readonly stale?: boolean | null;
  /** What it and its predecessors are all called. */
  readonly family?: string | null;
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

/** "It took 1 h 3 min." */
function tookText({ started_at, ended_at }: Judged): string {
  const [from, to] = [parseTime(started_at), parseTime(ended_at)];
  if (from === undefined || to === undefined) return "";
  return `It took ${formatDuration(to - from)}.`;
}

/** What is new for who follows it. Each kind is told once. */
export function noticeOf({ kinds, told }: Follow, release: Judged): Notice | null {
  const { verdict } = release;
  const kind = kindOf(release);
  if (!verdict || kind === null || told.includes(kind) || !kinds.includes(kind)) return null;
  const said = kind === "ended" ? TERMS[verdict.word].one : SAID[kind];
  const words = [verdict.headline, verdict.detail, tookText(release)];
  const text = words.filter((part) => part !== "").join(" ");
  return { kind, title: `${releaseTitle(release)} ${said}`, text };
}

/** Who follows knows how it is now. */
export function followed(release: Judged): Follow {
  const kind = kindOf(release);
  return { kinds: KINDS, told: kind === null ? [] : [kind] };
}

const EVERY = "every:";

/** Under which key all releases of a name are followed. */
export function everyOf(family: string): string {
  return `${EVERY}${family}`;
}

export function isEvery(key: string): boolean {
  return key.startsWith(EVERY);
}

/** What finds the rows of the list that a key is about. */
export function searchOf(key: string): string {
  return isEvery(key) ? key.slice(EVERY.length) : key;
}

/** How all releases of its name are followed. */
export function everyFollow(follows: Follows, { family }: Judged): Follow | undefined {
  return family ? follows[everyOf(family)] : undefined;
}

/** How a release is followed: by itself, else with all of its name until it ends. */
export function followOf(follows: Follows, release: Judged): Follow | undefined {
  const own = follows[release.id];
  const every = everyFollow(follows, release);
  if (own || !every || release.ended_at) return own;
  const isNew = (parseTime(release.started_at) ?? Infinity) > (every.since ?? 0);
  // How an older one was when that was chosen is not known before it is read.
  if (!isNew && !release.verdict) return undefined;
  return { kinds: every.kinds, told: isNew ? [] : followed(release).told };
}
