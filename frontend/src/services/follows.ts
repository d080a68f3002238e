import { KINDS, isEvery } from "@/lib/follow/follow";
import type { Follow, Follows } from "@/lib/follow/follow";
import { keep, keptIn, keptText } from "./kept";
import { hasShape } from "./shape";

const BOUNDS = { entries: 50, characters: 50_000 };

function isFollow(kept: unknown): kept is Follow {
  return hasShape(kept, { kinds: "list", told: "list" });
}

/** The follows of all users: changes with every write, in other tabs too. */
export function followsText(): string {
  return keptText("follows");
}

export function followsIn(text: string, user: string): Follows {
  const known = Object.entries(keptIn(text, user)).flatMap(([id, kept]) =>
    isFollow(kept)
      ? [[id, { ...kept, kinds: KINDS.filter((kind) => kept.kinds.includes(kind)) }] as const]
      : [],
  );
  return Object.fromEntries(known);
}

export function followsOf(user: string): Follows {
  return followsIn(followsText(), user);
}

export function keepFollows(user: string, follows: Follows): boolean {
  const all = Object.entries(follows);
  const names = all.filter(([key]) => isEvery(key));
  const single = all.filter(([key]) => !isEvery(key));
  // Where there are too many the first give way: single releases, which end, before names, which do not.
  return keep(user, "follows", Object.fromEntries([...single, ...names]), BOUNDS);
}
