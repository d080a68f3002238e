import { queryOptions } from "@tanstack/react-query";
import { TOKEN, alone, api, openApi, refreshSession, takeToken, unwrap } from "./api";
import { ApiError, noAnswer } from "./apiError";
import { forgetKept } from "./kept";
import { beginSession, endSession, restoreFailed, restoring, sessionState } from "./session";

export async function signIn(username: string, password: string): Promise<void> {
  const token = await alone(() =>
    unwrap(
      openApi.POST("/api/auth/login", {
        body: { username, password },
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        bodySerializer: (fields) => new URLSearchParams({ ...fields }),
      }),
      TOKEN,
    ),
  );
  beginSession(token.access_token, token.expires_in);
}

/** Ends the session here even when the server cannot be reached. */
export async function signOut(): Promise<void> {
  endSession({ ended: false, tellOthers: true });
  forgetKept();
  await alone(() => openApi.POST("/api/auth/logout")).catch(() => undefined);
}

/** At the start of a visit, or when another tab has signed in: the cookie may hold a session. */
export async function restoreSession(): Promise<void> {
  const { kind } = sessionState();
  if (kind === "signed-in" || kind === "signed-out") return;
  // A retry keeps the current error on screen until there is an answer.
  if (kind !== "unreachable") restoring();
  try {
    await refreshSession();
  } catch (error) {
    const now = sessionState().kind;
    if (now !== "restoring" && now !== "unreachable") return;
    restoreFailed(error instanceof ApiError ? error : noAnswer(error));
  }
}

export interface TerminalToken {
  value: string;
  expiresAt: number;
}

/** A token for a terminal, made anew each time it is shown, and not kept. */
export const terminalTokenQuery = queryOptions({
  queryKey: ["terminal token"],
  queryFn: async (): Promise<TerminalToken> => {
    const made = await takeToken("/api/auth/terminal/session");
    return { value: made.access_token, expiresAt: Date.now() + made.expires_in * 1000 };
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 0,
});

export const profileQuery = queryOptions({
  queryKey: ["profile"],
  queryFn: ({ signal }) =>
    unwrap(api.GET("/api/auth/me", { signal }), { username: "string", role: "string" }),
  staleTime: Number.POSITIVE_INFINITY,
  // Nothing else retries a failed first read.
  refetchInterval: (query) => (query.state.data ? false : 10_000),
});
