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
  other: "A new version of Releasewatch is there",
  nothing: "A part of this page could not be loaded",
} satisfies Record<Served, string>;

const TEXTS = {
  same: "The server does not have it, perhaps because it is changing to a new version. Reload to try again.",
  other: "This tab still runs the version before. Reload to go on where you are.",
  nothing: "The server cannot be reached. Trying again by itself.",
} satisfies Record<Served, string>;

interface MissingProps {
  /** A whole page is missing: then nothing is lost by a reload that nobody asked for. */
  isPage: boolean;
  onRetry: () => void;
  onClose?: (() => void) | undefined;
}

/** What to do about a file that did not come, once it is known why. */
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

/** A part of the dashboard that did not come, and the way on. Blank until it is known which. */
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
