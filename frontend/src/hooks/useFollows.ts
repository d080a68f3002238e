import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useNavigate } from "react-router";
import { releasePath } from "@/lib/app/paths";
import { noticeOf } from "@/lib/follow/follow";
import type { Follow, Judged, Notice } from "@/lib/follow/follow";
import { faviconOf } from "@/theme/favicon";
import { profileQuery } from "@/services/authService";
import { followsIn, followsOf, followsText, keepFollows } from "@/services/follows";
import type { Follows } from "@/services/follows";

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

function change(user: string, id: string, follow: Follow | null): void {
  const { [id]: _, ...others } = followsOf(user);
  keepFollows(user, follow ? { ...others, [id]: follow } : others);
  for (const listener of listeners) listener();
}

/** The releases that the user follows in this browser. */
export function useFollows(): Follows {
  const user = useQuery(profileQuery).data?.username;
  const text = useSyncExternalStore(subscribe, followsText);
  return useMemo(() => (user === undefined ? {} : followsIn(text, user)), [user, text]);
}

/** Whether the user follows a release, and what of it; `null` stops following. */
export function useFollow(id: string): [Follow | undefined, (follow: Follow | null) => void] {
  const user = useQuery(profileQuery).data?.username;
  const follow = useFollows()[id];
  return [follow, (next) => user !== undefined && change(user, id, next)];
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
      const follow = follows[release.id];
      const notice = follow && noticeOf(follow, release);
      if (!notice) continue;
      // It stops when the release ends.
      const told = { ...follow, told: [...follow.told, notice.kind] };
      change(user, release.id, notice.kind === "ended" ? null : told);
      if (permission() === "granted") {
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
