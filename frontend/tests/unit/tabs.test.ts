import { locks } from "node:worker_threads";
import { delay, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import { problem, server, tokens, url } from "@tests/support/server";

/** What each tab loads for itself; the locks and the cookie are the browser's, and so all tabs'. */
async function openTab() {
  vi.resetModules();
  const session = await import("@/services/session");
  const { refreshSession } = await import("@/services/api");
  const { signIn, signOut } = await import("@/services/authService");
  session.beginSession("old", 0);
  return { ...session, refreshSession, signIn, signOut };
}

type Call = "refresh" | "login" | "logout";

/** Calls that change the cookie, and how many of them at most were under way at once. */
const seen = { calls: [] as Call[], atOnce: 0, most: 0 };

function answer(call: Call) {
  return http.post(url(`/api/auth/${call}`), async () => {
    seen.calls.push(call);
    seen.atOnce += 1;
    seen.most = Math.max(seen.most, seen.atOnce);
    await delay(10);
    seen.atOnce -= 1;
    return tokens(`${call} ${String(seen.calls.length)}`);
  });
}

beforeEach(() => {
  vi.stubGlobal("navigator", { onLine: true, locks });
  Object.assign(seen, { calls: [], atOnce: 0, most: 0 });
  server.use(answer("refresh"), answer("login"), answer("logout"));
  return () => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  };
});

it("exchanges the cookie in one tab at a time", async () => {
  const tabs: Awaited<ReturnType<typeof openTab>>[] = [];
  while (tabs.length < 10) tabs.push(await openTab());
  await Promise.all(tabs.map((tab) => tab.refreshSession()));
  expect(seen).toMatchObject({ calls: tabs.map(() => "refresh"), most: 1 });
  const given = tabs.map((tab) => tab.accessToken()?.value);
  expect(new Set(given).size).toBe(10);
});

it("signs in and out alone too", async () => {
  const [first, second, third] = [await openTab(), await openTab(), await openTab()];
  await Promise.allSettled([
    first.refreshSession(),
    second.signOut(),
    third.signIn("mk", "secret"),
  ]);
  expect(seen).toMatchObject({ calls: ["refresh", "logout", "login"], most: 1 });
});

it("lets no answer that comes late begin a session that was ended", async () => {
  const tab = await openTab();
  const [refreshed] = await Promise.allSettled([tab.refreshSession(), tab.signOut()]);
  expect(refreshed).toMatchObject({ status: "rejected", reason: { status: 401 } });
  expect(tab.sessionState()).toEqual({ kind: "signed-out", ended: false });
  expect(tab.accessToken()).toBeUndefined();
});

it("passes on to the next tab when one fails", async () => {
  const [first, second] = [await openTab(), await openTab()];
  server.use(
    http.post(url("/api/auth/refresh"), () => problem(503, "users_unavailable"), { once: true }),
  );
  const [failed] = await Promise.allSettled([first.refreshSession(), second.refreshSession()]);
  expect(failed).toMatchObject({ status: "rejected", reason: { code: "users_unavailable" } });
  expect(second.accessToken()?.value).toBe("refresh 1");
});

it("does not wait for ever behind a tab that gets no answer", async () => {
  const tab = await openTab();
  const over = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(over.signal);
  await locks.request("releasewatch.session", async () => {
    const refreshed = tab.refreshSession();
    over.abort(new DOMException("30 s", "TimeoutError"));
    await expect(refreshed).rejects.toMatchObject({ status: 0, code: "no_answer_in_time" });
  });
  expect(seen.calls).toEqual([]);
  expect(tab.sessionState()).toEqual({ kind: "signed-in" });
});
