import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { serverNow } from "@/lib/app/clock";
import type { Change } from "@/lib/away/clauses";
import { changedSince, snapshotOf } from "@/lib/away/snapshot";
import type { Snapshot } from "@/lib/away/snapshot";
import { useLiveSubject } from "./live";
import { leave, leftOf } from "./opened";
import type { Left } from "./opened";
import { profileQuery } from "@/services/authService";
import type { TreeAnswer } from "@/services/releaseService";
import { keepSeen, seenOf } from "@/services/seen";
import { sessionState } from "@/services/session";

/** A user who was away for less than this still knows. */
const AWAY = 5 * 60_000;
/** The first reads after coming back tell what has changed; what changes later is seen as it happens. */
const SETTLED = 10_000;

/** What has changed since the page was last looked at. */
export interface Away {
  since: number;
  changed: readonly Change[];
  /** The release as it was then, if this tab has seen it. */
  left: Left | null;
  dismiss: () => void;
}

interface Seen extends Snapshot {
  left: Left | null;
}

/** How the page was when the user left it, unless that was a moment ago. */
function lastSeen(user: string, page: string): Seen | null {
  const seen = seenOf(user, page);
  if (!seen || serverNow() - seen.at < AWAY) return null;
  // Another tab may have left it later.
  const left = leftOf(page);
  return { ...seen, left: left && left.at >= seen.at ? left : null };
}

/**
 * `page` names what is looked at: a release's id, or "" for the list. It is known once all of it was read, and as long
 * as reads confirm it. `tree` is what can be compared later.
 */
export function useAway(
  page: string,
  parts: readonly Change[],
  isKnown: boolean,
  tree: TreeAnswer | null,
): Away | null {
  const user = useQuery(profileQuery).data?.username;
  const live = useLiveSubject();
  const [seen, setSeen] = useState<Seen | null>(null);
  const [known, setKnown] = useState<string>();
  if (user !== known) {
    setKnown(user);
    setSeen(user === undefined ? null : lastSeen(user, page));
  }
  const onLook = useEffectEvent((who: string) => setSeen((last) => lastSeen(who, page) ?? last));
  const onLeave = useEffectEvent((who: string) => {
    // Signing out leaves nothing behind.
    if (!isKnown || sessionState().kind !== "signed-in") return;
    const [at, readAt] = [serverNow(), live?.lastRead()];
    keepSeen(who, page, snapshotOf(parts, at));
    if (tree && readAt) leave({ at, answer: tree, readAt });
  });
  useEffect(() => {
    if (user === undefined) return undefined;
    const listener = () => (document.hidden ? onLeave(user) : onLook(user));
    document.addEventListener("visibilitychange", listener);
    return () => {
      document.removeEventListener("visibilitychange", listener);
      // A hidden tab was left before.
      if (!document.hidden) onLeave(user);
    };
  }, [user]);

  const since = useMemo(() => seen && changedSince(seen), [seen]);
  const changed = useMemo(() => since?.(parts) ?? [], [since, parts]);
  const isNothing = seen !== null && isKnown && changed.length === 0;
  useEffect(() => {
    if (!isNothing) return undefined;
    const timer = setTimeout(() => setSeen(null), SETTLED);
    return () => clearTimeout(timer);
  }, [isNothing]);
  return useMemo(
    () =>
      seen && changed.length > 0
        ? { since: seen.at, changed, left: seen.left, dismiss: () => setSeen(null) }
        : null,
    [seen, changed],
  );
}
