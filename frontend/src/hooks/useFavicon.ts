import { useEffect } from "react";
import { faviconOf } from "@/theme/favicon";
import type { Status } from "@/types/entities";

const PLAIN = "/favicon.svg";

function show(href: string): void {
  document.querySelector<HTMLLinkElement>("link[rel=icon]")?.setAttribute("href", href);
}

/** The tab's icon says what its title says, for whoever has many tabs and sees no titles. */
export function useFavicon(status: Status | undefined): void {
  useEffect(() => {
    show(faviconOf(status) ?? PLAIN);
    return () => show(PLAIN);
  }, [status]);
}
