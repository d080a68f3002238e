import { Button } from "@chakra-ui/react";
import { RotateCw } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { EmptyState } from "@/components/ui/EmptyState";
import { reloadOnce, served } from "@/services/build";
import type { Served } from "@/services/build";

/** The network may be back by then. */
const TRY_AGAIN = 10_000;

const TITLES = {
  same: "A part of this page is missing",
  other: "A new version of Releasewatch is available",
  nothing: "A part of this page could not be loaded",
} satisfies Record<Served, string>;

const TEXTS = {
  same: "The server does not have it, perhaps because it is being upgraded. Reload to try again.",
  other: "This tab still runs the previous version. Reload to continue where you are.",
  nothing: "The server cannot be reached. Retrying automatically.",
} satisfies Record<Served, string>;

interface MissingProps {
  /** A whole page is missing, so an automatic reload loses nothing. */
  isPage: boolean;
  onRetry: () => void;
  onClose?: (() => void) | undefined;
}

/** Finds out why a file did not load: a new version, or no connection. */
function useServed({ isPage, onRetry }: MissingProps): Served | undefined {
  const [found, setFound] = useState<Served>();
  const onFound = useEffectEvent((now: Served) => {
    if (now === "nothing" || !isPage || !reloadOnce()) setFound(now);
  });
  const onTime = useEffectEvent(() => onRetry());
  useEffect(() => {
    let isOver = false;
    async function ask() {
      const now = await served();
      if (!isOver) onFound(now);
    }
    void ask();
    return () => {
      isOver = true;
    };
  }, []);
  useEffect(() => {
    if (found !== "nothing") return;
    const timer = setTimeout(() => onTime(), TRY_AGAIN);
    const onOnline = () => onTime();
    window.addEventListener("online", onOnline);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("online", onOnline);
    };
  }, [found]);
  return found;
}

/** Shown for a part that did not load, with a way on. Blank until the cause is known. */
export function Missing(props: MissingProps) {
  const found = useServed(props);
  if (found === undefined) return null;
  const isThere = found !== "nothing";
  return (
    <EmptyState
      title={TITLES[found]}
      action={
        <>
          <Button onClick={isThere ? () => window.location.reload() : props.onRetry}>
            <RotateCw size="0.875rem" aria-hidden="true" />
            {isThere ? "Reload" : "Try again"}
          </Button>
          {props.onClose && (
            <Button variant="ghost" onClick={props.onClose}>
              Close
            </Button>
          )}
        </>
      }
    >
      {TEXTS[found]}
    </EmptyState>
  );
}
