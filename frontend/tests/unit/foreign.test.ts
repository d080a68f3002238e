import { QueryClient } from "@tanstack/react-query";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/services/apiError";
import { profileQuery, signIn } from "@/services/authService";
import { metaQuery, releaseTreeQuery, releasesQuery } from "@/services/releaseService";
import { beginSession, endSession, sessionState } from "@/services/session";
import { systemQuery } from "@/services/systemService";
import { problem, server, tokens, url } from "@tests/support/server";

/**
 * What may come instead of an answer of the server: a page of a proxy, of a gateway or of the network's own sign-in,
 * an answer that is cut short, empty or hangs, data of another program, and errors that are not the server's word.
 * Whatever it is, and whoever asked, it ends as an ApiError that can be told to a person.
 */
const HTML = { headers: { "content-type": "text/html" } };

function cut(): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"items": ['));
      controller.error(new TypeError("network error"));
    },
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}

function raw(body: string, type = "application/json"): Response {
  return new Response(body, { headers: { "content-type": type } });
}

const ANSWERS: Record<string, () => Response> = {
  "a page": () => HttpResponse.html("<h1>Accept the terms of this network</h1>"),
  "a page called data": () => raw("<!doctype html><p>Sign in"),
  "nothing at all": () => new Response("", { headers: { "content-type": "application/json" } }),
  "nothing, and says so": () =>
    new Response(null, { headers: { "content-type": "application/json", "content-length": "0" } }),
  "no content": () => new Response(null, { status: 204 }),
  "an unasked 304": () => new Response(null, { status: 304 }),
  "half of it": () => raw('{"release": {"id": "release:a"'),
  "a body that breaks off": cut,
  "text that looks like data": () => raw("{}", "text/plain"),
  "no type": () => new Response(new Blob(["{}"])),
  null: () => raw("null"),
  "an empty list": () => raw("[]"),
  "an empty object": () => raw("{}"),
  "a word": () => raw('"ok"'),
  "a number": () => raw("7"),
  "another program's data": () => raw('{"status": "ok", "items": {}, "release": [], "read_at": 1}'),
  "a list of nothing": () =>
    raw(
      '{"items": [null], "total": 1, "page": 1, "page_size": 20, "facets": {}, "groups": {}, "read_at": "x"}',
    ),
  "a tree of nothing": () =>
    raw(
      JSON.stringify({
        release: {
          id: "a",
          type: "release",
          path: "a",
          status: "running",
          health: "running",
          waves: [null],
        },
        progress: { read: 1, known: 1 },
        complete: true,
        read_at: "x",
        items: "",
      }),
    ),
  "a gateway's error": () => new Response("<h1>Bad gateway</h1>", { status: 502, ...HTML }),
  "a gateway's 404": () => new Response("default backend - 404", { status: 404, ...HTML }),
  "a proxy's 401": () => new Response("<h1>Proxy password</h1>", { status: 401, ...HTML }),
  "a gateway's 401 in JSON": () => HttpResponse.json({ message: "Unauthorized" }, { status: 401 }),
  "a gateway's 401 as a problem": () =>
    new Response('{"title": "Unauthorized", "status": 401}', {
      status: 401,
      headers: { "content-type": "application/problem+json" },
    }),
  "a gateway's problem": () =>
    new Response('{"title": "Service unavailable"}', {
      status: 503,
      headers: { "content-type": "application/problem+json" },
    }),
  "a proxy's 403": () => new Response("", { status: 403 }),
};

const SIGNED_IN: Record<string, () => Promise<unknown>> = {
  "/api/releases": () => fetched(releasesQuery({ q: "", statuses: [], page: 1 })),
  "/api/releases/:id/hierarchy": () => fetched(releaseTreeQuery("release:a")),
  "/api/meta": () => fetched(metaQuery),
  "/api/auth/me": () => fetched(profileQuery),
  "/api/system": () => fetched(systemQuery),
};

// oxlint-disable-next-line typescript/no-explicit-any -- five answers of five types, none of which is looked at
function fetched(query: any): Promise<unknown> {
  // oxlint-disable-next-line typescript/no-unsafe-argument -- as above
  return new QueryClient({ defaultOptions: { queries: { retry: false } } }).fetchQuery(query);
}

async function failure(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof ApiError)) throw new Error(`no ApiError: ${String(error)}`);
  return error;
}

describe.each(Object.keys(ANSWERS))("%s", (name) => {
  const answer = ANSWERS[name] ?? (() => HttpResponse.error());

  it.each(Object.keys(SIGNED_IN))("instead of %s is told, and ends no session", async (path) => {
    beginSession("access", 600);
    server.use(http.get(url(path), answer));
    const error = await failure(SIGNED_IN[path]?.() ?? Promise.resolve());
    expect(error).toMatchObject({ isForeign: true });
    expect(error.detail).toMatch(/^[A-Z].*\.$/);
    expect(error.detail).not.toContain("<");
    expect(sessionState().kind).toBe("signed-in");
  });

  it("instead of a sign-in is told", async () => {
    server.use(http.post(url("/api/auth/login"), answer));
    expect(await failure(signIn("mk", "password"))).toMatchObject({ isForeign: true });
    expect(sessionState().kind).toBe("signed-out");
  });

  it("at the start of a visit is told, and the visit goes on when the server is back", async () => {
    beginSession("old", 600);
    endSession({ ended: false, tellOthers: false });
    localStorage.setItem("releasewatch.session", "1");
    vi.resetModules();
    server.use(http.post(url("/api/auth/refresh"), answer));
    const { restoreSession: restore } = await import("@/services/authService");
    const session = await import("@/services/session");
    await restore();
    expect(session.sessionState()).toMatchObject({
      kind: "unreachable",
      error: { isForeign: true },
    });
    server.use(http.post(url("/api/auth/refresh"), () => tokens()));
    await restore();
    expect(session.sessionState().kind).toBe("signed-in");
  });
});

describe("the server's own word", () => {
  beforeEach(() => {
    beginSession("access", 600);
  });

  it.each([403, 404, 422, 500, 503])("is no foreign one: %d", async (status) => {
    server.use(http.get(url("/api/meta"), () => problem(status, "its_code")));
    expect(await failure(fetched(metaQuery))).toMatchObject({
      status,
      code: "its_code",
      isForeign: false,
    });
  });

  it.each([
    ["30", 30_000],
    ["Sat, 28 Nov 2026 12:00:20 GMT", 20_000],
    ["Sat, 28 Nov 2026 11:00:00 GMT", undefined],
    ["soon", undefined],
    ["-3", undefined],
  ])("may ask for patience: %s", async (word, wait) => {
    server.use(
      http.get(url("/api/meta"), () => {
        const answer = problem(503, "its_code");
        answer.headers.set("retry-after", word);
        answer.headers.set("date", "Sat, 28 Nov 2026 12:00:00 GMT");
        return answer;
      }),
    );
    expect((await failure(fetched(metaQuery))).retryAfter).toBe(wait);
  });
});

it("does not wait for ever for the rest of an answer", async () => {
  const late = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(late.signal);
  vi.spyOn(globalThis, "fetch").mockImplementation((request) => {
    const { signal } = new Request(request);
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("{"));
        signal.addEventListener("abort", () => controller.error(signal.reason));
        late.abort(new DOMException("The deadline has passed.", "TimeoutError"));
      },
    });
    const headers = { "content-type": "application/json" };
    return Promise.resolve(new Response(body, { headers }));
  });
  beginSession("access", 600);
  expect((await failure(fetched(metaQuery))).code).toBe("no_answer_in_time");
});
