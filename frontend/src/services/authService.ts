import { queryOptions } from "@tanstack/react-query";
import { alone, api, openApi, refreshSession, unwrap } from "./api";
import { ApiError } from "./apiError";
import { beginSession, endSession, restoreFailed, restoring, sessionState } from "./session";

export async function signIn(username: string, password: string): Promise<void> {
  const token = await alone(() =>
    unwrap(
      openApi.POST("/api/auth/login", {
        body: { username, password },
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        bodySerializer: (fields) => new URLSearchParams({ ...fields }),
      }),
    ),
  );
  beginSession(token.access_token, token.expires_in);
}

/** Forgets the session here even when the server cannot be told. */
export async function signOut(): Promise<void> {
  endSession({ ended: false, tellOthers: true });
  await alone(() => openApi.POST("/api/auth/logout")).catch(() => undefined);
}

/** At the start of a visit, or when another tab has signed in: the cookie may hold a session. */
export async function restoreSession(): Promise<void> {
  const { kind } = sessionState();
  if (kind === "signed-in" || kind === "signed-out") return;
  restoring();
  try {
    await refreshSession();
  } catch (error) {
    if (error instanceof ApiError && error.status !== 401) restoreFailed(error);
  }
}

export const profileQuery = queryOptions({
  queryKey: ["profile"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/auth/me", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
  // Nothing else asks again when the first answer was lost.
  refetchInterval: (query) => (query.state.data ? false : 10_000),
});
