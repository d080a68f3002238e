import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useNavigate } from "react-router";
import { releasePath } from "@/lib/app/paths";
import { notify } from "@/lib/app/notice";
import { serverNow } from "@/lib/app/clock";
import { everyFollow, everyOf, followOf, noticeOf } from "@/lib/follow/follow";
import type { Follow, Follows, Judged, Notice } from "@/lib/follow/follow";
import { faviconOf } from "@/theme/favicon";
import { profileQuery } from "@/services/authService";
import { followsIn, followsOf, followsText, keepFollows } from "@/services/follows";

const listeners = new Set<() => void>();

/** Other tabs say what they write, a tab does not hear of what it writes itself. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** `null` stops following. False where the browser keeps nothing. */
function change(user: string, changed: Readonly<Record<string, Follow | null>>): boolean {
  const kept = Object.entries({ ...followsOf(user), ...changed }).flatMap(([key, follow]) =>
    follow ? [[key, follow] as const] : [],
  );
  const isKept = keepFollows(user, Object.fromEntries(kept));
  for (const listener of listeners) listener();
  return isKept;
}

/** The releases that the user follows in this browser. */
export function useFollows(): Follows {
  const user = useQuery(profileQuery).data?.username;
  const text = useSyncExternalStore(subscribe, followsText);
  return useMemo(() => (user === undefined ? {} : followsIn(text, user)), [user, text]);
}

export interface Following {
  follow: Follow | undefined;
  /** All releases of its name are followed. */
  isEvery: boolean;
  /** `null` stops following. */
  set: (follow: Follow | null, isEvery: boolean) => void;
}

/** Whether the user follows a release, alone or with all of its name. */
export function useFollow(release: Judged): Following {
  const user = useQuery(profileQuery).data?.username;
  const follows = useFollows();
  const every = everyFollow(follows, release);
  const { id, family } = release;
  return {
    follow: followOf(follows, release) ?? every,
    isEvery: every !== undefined,
    set: (follow, isEvery) => {
      if (user === undefined) return;
      const since = every?.since ?? serverNow();
      const all = follow && isEvery ? { kinds: follow.kinds, told: [], since } : null;
      const own = release.ended_at ? null : follow;
      const isKept = change(user, family ? { [id]: own, [everyOf(family)]: all } : { [id]: own });
      if (!isKept) notify("This browser keeps nothing, so it cannot follow.");
    },
  };
}

function show(release: Judged, { kind, title, text }: Notice, onOpen: () => void): void {
  const icon = faviconOf(release.verdict?.status);
  try {
    const shown = new Notification(title, {
      body: text,
      // One for each release and kind, in however many tabs it is noticed at once.
      tag: `releasewatch ${release.id} ${kind}`,
      ...(icon === undefined ? {} : { icon }),
    });
    shown.addEventListener("click", () => {
      window.focus();
      onOpen();
      shown.close();
    });
  } catch (error) {
    // Browsers of phones have the constructor only for show.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Notifies of what is new in the followed ones of these releases. */
export function useTelling(releases: readonly Judged[]): void {
  const navigate = useNavigate();
  const user = useQuery(profileQuery).data?.username;
  useEffect(() => {
    if (user === undefined) return;
    const follows = followsOf(user);
    for (const release of releases) {
      const follow = followOf(follows, release);
      if (!follow) continue;
      const notice = noticeOf(follow, release);
      const told = notice ? [...follow.told, notice.kind] : follow.told;
      // One of a name is followed by itself once it is seen, so that its end is told. There it stops.
      if (notice || !follows[release.id]) {
        change(user, { [release.id]: notice?.kind === "ended" ? null : { ...follow, told } });
      }
      if (notice && permission() === "granted") {
        show(release, notice, () => void navigate(releasePath(release.id)));
      }
    }
  }, [user, releases, navigate]);
}

export function permission(): NotificationPermission | "unsupported" {
  return "Notification" in window && window.isSecureContext
    ? Notification.permission
    : "unsupported";
}
