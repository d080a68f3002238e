import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { setPaused } from "@/hooks/live";
import { keysPreference } from "@/hooks/useKeys";
import { zonePreference } from "@/hooks/useZone";
import { endSession } from "@/services/session";
import { server, unhandled } from "./server";

// What jsdom has not. Nothing here is laid out, so sizes are pretended where a virtual list asks for them.
vi.stubGlobal("matchMedia", (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
vi.stubGlobal("ResizeObserver", NoObserver);
vi.stubGlobal("IntersectionObserver", NoObserver);
Element.prototype.scrollTo = () => undefined;
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
for (const [size, pixels] of [
  ["clientHeight", 900],
  ["clientWidth", 1200],
  ["offsetHeight", 900],
  ["offsetWidth", 1200],
] as const) {
  Object.defineProperty(HTMLElement.prototype, size, { configurable: true, get: () => pixels });
}

HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
  this.dispatchEvent(new Event("close"));
};

/** Popovers show and hide, but nothing outside closes them. */
function setShown(popover: HTMLElement, isShown: boolean): void {
  const init = { oldState: isShown ? "closed" : "open", newState: isShown ? "open" : "closed" };
  popover.dispatchEvent(Object.assign(new Event("beforetoggle"), init));
  popover.style.display = isShown ? "block" : "none";
  if (isShown && popover.autofocus) popover.focus();
  // Browsers tell it later, when what is drawn for the menu stands.
  queueMicrotask(() => popover.dispatchEvent(Object.assign(new Event("toggle"), init)));
}
HTMLElement.prototype.hidePopover = function hidePopover() {
  const trigger = document.querySelector<HTMLElement>(`[popovertarget="${this.id}"]`);
  if (this.contains(document.activeElement)) trigger?.focus();
  setShown(this, false);
};
function togglePopover({ target }: MouseEvent): void {
  const trigger = target instanceof Element ? target.closest("[popovertarget]") : null;
  const popover = document.getElementById(trigger?.getAttribute("popovertarget") ?? "");
  if (popover) setShown(popover, popover.style.display !== "block");
}
Element.prototype.checkVisibility = () => true;

configure({
  // The whole page in every failure hides the failure.
  getElementError: (message) => new Error(message ?? "not found"),
  // Only what never comes is given up: on a busy machine everything takes its time.
  asyncUtilTimeout: 60_000,
});

function urlOf(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null || !("request" in data)) return undefined;
  return data.request instanceof Request ? data.request.url : undefined;
}

beforeAll(() => {
  window.addEventListener("click", togglePopover);
  server.listen({
    onUnhandledFrame: ({ frame, defaults }) => {
      unhandled.push(urlOf(frame.data) ?? frame.protocol);
      defaults.error();
    },
  });
});

beforeEach(() => {
  zonePreference.set("utc");
  keysPreference.set("on");
});

afterEach(() => {
  cleanup();
  server.resetHandlers();
  vi.useRealTimers();
  setPaused(false);
  endSession({ ended: false, tellOthers: false });
  localStorage.clear();
  sessionStorage.clear();
  document.documentElement.className = "";
  const lost = unhandled.splice(0);
  if (lost.length > 0) throw new Error(`Nobody answers ${lost.join(", ")}`);
});

afterAll(() => {
  // Test files share their worker's window.
  window.removeEventListener("click", togglePopover);
  server.close();
});
