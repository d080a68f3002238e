import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { serverNow } from "@/lib/app/clock";
import type { Change } from "@/lib/away/clauses";
import { changedSince, snapshotOf } from "@/lib/away/snapshot";
import type { Snapshot } from "@/lib/away/snapshot";
import { profileQuery } from "@/services/authService";
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
  dismiss: () => void;
}

/** How the page was when the user left it, unless that was a moment ago. */
function lastSeen(user: string, page: string): Snapshot | null {
  const seen = seenOf(user, page);
  return seen && serverNow() - seen.at >= AWAY ? seen : null;
}

/**
 * `page` names what is looked at: a release's id, or "" for the list. It is known once all of it was read, and as long
 * as reads confirm it.
 */
export function useAway(page: string, parts: readonly Change[], isKnown: boolean): Away | null {
  const user = useQuery(profileQuery).data?.username;
  const [seen, setSeen] = useState<Snapshot | null>(null);
  const [known, setKnown] = useState<string>();
  if (user !== known) {
    setKnown(user);
    setSeen(user === undefined ? null : lastSeen(user, page));
  }
  const onLook = useEffectEvent((who: string) => setSeen((last) => lastSeen(who, page) ?? last));
  const onLeave = useEffectEvent((who: string) => {
    // Signing out leaves nothing behind.
    if (!isKnown || sessionState().kind !== "signed-in") return;
    keepSeen(who, page, snapshotOf(parts, serverNow()));
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
      seen && changed.length > 0 ? { since: seen.at, changed, dismiss: () => setSeen(null) } : null,
    [seen, changed],
  );
}
