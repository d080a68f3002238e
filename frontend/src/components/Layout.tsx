import { Flex } from "@chakra-ui/react";
import type { RefObject } from "react";
import { Suspense, useEffect, useRef, useState } from "react";
import { NavigationType, Outlet, useLocation, useNavigate, useNavigationType } from "react-router";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { part } from "@/components/part";
import { Announcer } from "@/components/shell/Announcer";
import { OutageBanner } from "@/components/shell/OutageBanner";
import { NoticeBox } from "@/components/shell/NoticeBox";
import { PaperHead } from "@/components/shell/PaperHead";
import { SkipLinks } from "@/components/shell/SkipLinks";
import { TopBar } from "@/components/shell/TopBar";
import { setPaused, usePaused } from "@/hooks/live";
import { useFollowedRows } from "@/hooks/useFollowedRows";
import { useTelling } from "@/hooks/useFollows";
import { useKeys } from "@/hooks/useKeys";
import { usePaper } from "@/hooks/usePrinting";
import { useUpgrade } from "@/hooks/useUpgrade";

const KeysDialog = part(async () => (await import("@/components/shell/KeysDialog")).KeysDialog);

/** A followed link starts at the top of the page, also for the keyboard and for screen readers. */
function useBeginning(main: RefObject<HTMLElement | null>): void {
  const { pathname, search } = useLocation();
  const params = new URLSearchParams(search);
  // Two others that are compared are another page.
  const place = [pathname, params.get("a"), params.get("b")].join(" ");
  const isBackOrFirst = useNavigationType() === NavigationType.Pop;
  const begun = useRef(place);
  useEffect(() => {
    if (begun.current === place) return;
    begun.current = place;
    if (isBackOrFirst) return;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [main, place, isBackOrFirst]);
}

/** The shell, which stays while pages change, fail or load. */
export function Layout() {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const isPaused = usePaused();
  const main = useRef<HTMLElement>(null);
  useBeginning(main);
  usePaper();
  useUpgrade();
  useTelling(useFollowedRows());
  const [areKeysShown, setKeysShown] = useState(false);
  useKeys({
    "?": () => setKeysShown(true),
    p: () => setPaused(!isPaused),
    "g l": () => void navigate("/"),
  });
  return (
    <Flex className="layout" direction="column" minH="100dvh">
      <SkipLinks />
      <TopBar onShowKeys={() => setKeysShown(true)} />
      <Announcer />
      <PaperHead />
      <OutageBanner />
      <Flex asChild direction="column" flex="1 1 auto" minW="0" outline="none">
        <main ref={main} id="main" tabIndex={-1}>
          <ErrorBoundary key={pathname}>
            <Suspense fallback={null}>
              <Outlet />
            </Suspense>
          </ErrorBoundary>
        </main>
      </Flex>
      <NoticeBox />
      {areKeysShown && (
        <ErrorBoundary instead={null} onClose={() => setKeysShown(false)}>
          <Suspense fallback={null}>
            <KeysDialog onClose={() => setKeysShown(false)} />
          </Suspense>
        </ErrorBoundary>
      )}
    </Flex>
  );
}
