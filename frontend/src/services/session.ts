import { BASE } from "@/lib/app/base";
import { createStore } from "@/lib/app/store";
import type { ApiError } from "./apiError";

export type SessionState =
  | { kind: "restoring" }
  | { kind: "signed-in" }
  /** `ended` unless the user signed out. */
  | { kind: "signed-out"; ended: boolean }
  | { kind: "unreachable"; error: ApiError };

interface AccessToken {
  value: string;
  expiresAt: number;
}

/** Remembers only that a session may exist, never the token, to spare other visitors a failing request. */
// Another instance may be below another path of the same origin.
const HINT = `releasewatch.session${BASE}`;
const CHANNEL = HINT;

let token: AccessToken | undefined;
const state = createStore<SessionState>(
  hasHint() ? { kind: "restoring" } : { kind: "signed-out", ended: false },
);
const otherTabs =
  typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(CHANNEL);

function hasHint(): boolean {
  try {
    if (localStorage.getItem(HINT) !== null) return true;
    // Where none can be left, that there is none says nothing.
    localStorage.setItem(HINT, "1");
    localStorage.removeItem(HINT);
    return false;
  } catch {
    // Storage may be forbidden or full. Then ask the server.
    return true;
  }
}

function setHint(present: boolean): void {
  try {
    if (present) localStorage.setItem(HINT, "1");
    else localStorage.removeItem(HINT);
  } catch {
    // Without storage each visit starts with a refresh.
  }
}

function change(next: SessionState): void {
  if (next.kind !== state.get().kind) state.set(next);
}

export const { subscribe: subscribeSession, get: sessionState } = state;

export function accessToken(): AccessToken | undefined {
  return token;
}

export function beginSession(value: string, expiresInSeconds: number): void {
  const isNew = sessionState().kind === "signed-out";
  token = { value, expiresAt: Date.now() + expiresInSeconds * 1000 };
  setHint(true);
  change({ kind: "signed-in" });
  if (isNew) tell("signed-in");
}

export function restoreFailed(error: ApiError): void {
  state.set({ kind: "unreachable", error });
}

export function restoring(): void {
  change({ kind: "restoring" });
}

export function endSession({ ended, tellOthers }: { ended: boolean; tellOthers: boolean }): void {
  token = undefined;
  setHint(false);
  change({ kind: "signed-out", ended });
  if (tellOthers) tell("signed-out");
}

function tell(what: "signed-in" | "signed-out"): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target
  otherTabs?.postMessage(what);
}

// Signing out in one tab signs out all of them; signing in does the same for tabs at the form.
otherTabs?.addEventListener("message", ({ data }) => {
  if (data === "signed-out") endSession({ ended: true, tellOthers: false });
  else if (sessionState().kind === "signed-out") restoring();
});
