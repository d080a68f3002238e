import { useEffect } from "react";
import { BASE } from "@/lib/app/base";
import { faviconOf } from "@/theme/favicon";
import type { Status } from "@/types/entities";

const PLAIN = `${BASE}/favicon.svg`;

function show(href: string): void {
  document.querySelector<HTMLLinkElement>("link[rel=icon]")?.setAttribute("href", href);
}

/** Shows the status in the tab's icon, for windows with too many tabs to read titles. */
export function useFavicon(status: Status | undefined): void {
  useEffect(() => {
    show(faviconOf(status) ?? PLAIN);
    return () => show(PLAIN);
  }, [status]);
}
