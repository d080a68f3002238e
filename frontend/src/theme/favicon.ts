import type { Status } from "@/types/entities";
import { neutralTokens, statusTokens } from "./statusTokens";

/** Status symbols for the lower right corner. Other statuses have none. */
const BADGES: Partial<Record<Status, (color: string) => string>> = {
  failed: (color) =>
    `<path d="M10.3 8h5.4L20 12.3v3.4L15.7 20h-5.4L8 15.7v-3.4z" fill="${color}"/>`,
  retrying: (color) => `<rect x="8.6" y="8.6" width="11" height="11" rx="2" fill="${color}"/>`,
  waiting: (color) => `<path d="M14 7.4 20.4 14 14 20.4 7.6 14z" fill="${color}"/>`,
  unknown: (color) =>
    `<circle cx="14" cy="14" r="4.6" fill="none" stroke="${color}" stroke-width="2.4" stroke-dasharray="3.2 1.6"/>`,
  running: (color) =>
    `<circle cx="14" cy="14" r="4.4" fill="none" stroke="${color}" stroke-width="2"/><path d="M14 11.4a2.6 2.6 0 0 1 0 5.2z" fill="${color}"/>`,
  succeeded: (color) =>
    `<circle cx="14" cy="14" r="5.6" fill="${color}"/><path d="m11.5 14.2 1.8 1.8 3.2-3.6" fill="none" stroke="#fff" stroke-width="1.6"/>`,
};

/** The brand mark with a status symbol, as a data URL. */
export function faviconOf(status: Status | undefined): string | undefined {
  const badge = status === undefined ? undefined : BADGES[status];
  if (status === undefined || !badge) return undefined;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><rect width="20" height="20" rx="5.5" fill="${neutralTokens.ink.light}"/><path d="M4.8 6.4h10.4M4.8 10.1h2M4.8 13.8h1" stroke="${neutralTokens["on-ink"].light}" stroke-width="2.3" stroke-linecap="round"/><circle cx="14" cy="14" r="7" fill="${neutralTokens.ink.light}"/>${badge(statusTokens[status].dark.icon)}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
