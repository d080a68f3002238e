import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import { problem, server, tokens, url } from "@tests/support/server";

it("goes on with the session that the cookie holds", async () => {
  localStorage.setItem("releasewatch.session", "1");
  vi.resetModules();
  server.use(http.post(url("/api/auth/refresh"), () => tokens()));
  const { restoreSession: restore } = await import("@/services/authService");
  const session = await import("@/services/session");
  expect(session.sessionState().kind).toBe("restoring");
  await restore();
  expect(session.sessionState().kind).toBe("signed-in");
});

it("says when the server does not answer, and tries again on request", async () => {
  localStorage.setItem("releasewatch.session", "1");
  vi.resetModules();
  server.use(http.post(url("/api/auth/refresh"), () => HttpResponse.error()));
  const { restoreSession: restore } = await import("@/services/authService");
  const session = await import("@/services/session");
  await restore();
  expect(session.sessionState()).toMatchObject({ kind: "unreachable", error: { status: 0 } });
  server.use(http.post(url("/api/auth/refresh"), () => problem(401, "not_authenticated")));
  await restore();
  expect(session.sessionState()).toEqual({ kind: "signed-out", ended: true });
});
