import { useQuery } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { notices } from "@/lib/app/notice";
import { reloadOnce, served } from "@/services/build";
import { metaQuery } from "@/services/releaseService";
import { usePaused } from "./live";
import { hasOpened } from "./opened";

const ASKED = 5 * 60_000;
const UNTOUCHED = 10 * 60_000;
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "visibilitychange"] as const;

async function reload(): Promise<void> {
  // Files that were opened are in this tab alone.
  if (!document.hidden && !hasOpened() && (await served()) === "other") reloadOnce();
}

/**
 * Notices a new version on a page that nobody navigates. The note stays; where nobody has touched the page for ten
 * minutes, as on a display on the wall, it is taken to have been read, and the page reloads.
 */
export function useUpgrade(): void {
  const isPaused = usePaused();
  useQuery({ ...metaQuery, refetchInterval: isPaused ? false : ASKED });
  const isNoted = useSyncExternalStore(notices.subscribe, notices.get)?.isReload === true;
  useEffect(() => {
    if (!isNoted || isPaused) return undefined;
    const start = () => setInterval(() => void reload(), UNTOUCHED);
    let timer = start();
    const again = () => {
      clearInterval(timer);
      timer = start();
    };
    for (const touch of TOUCHES) window.addEventListener(touch, again, { passive: true });
    return () => {
      clearInterval(timer);
      for (const touch of TOUCHES) window.removeEventListener(touch, again);
    };
  }, [isNoted, isPaused]);
}
