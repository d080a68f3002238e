import { QueryClient } from "@tanstack/react-query";
import { HttpResponse, delay, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, unwrap } from "@/services/api";
import { ApiError } from "@/services/apiError";
import { restoreSession, signIn, signOut } from "@/services/authService";
import { compareQuery } from "@/services/compareService";
import { releaseTreeQuery, releasesQuery } from "@/services/releaseService";
import { accessToken, beginSession, sessionState, subscribeSession } from "@/services/session";
import { comparison } from "@tests/support/comparison";
import { releasePage } from "@tests/support/releases";
import { sample } from "@tests/support/samples";
import { problem, server, tokens, url } from "@tests/support/server";

async function failure(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof ApiError)) throw new Error(`no ApiError: ${String(error)}`);
  return error;
}

function readMeta() {
  return unwrap(api.GET("/api/meta"));
}

describe("errors", () => {
  beforeEach(() => {
    beginSession("access", 600);
  });

  it("keeps what the server said", async () => {
    server.use(
      http.get(url("/api/meta"), () => {
        const answer = problem(503, "temporal_unreachable", { title: "Temporal unreachable" });
        answer.headers.set("retry-after", "30");
        return answer;
      }),
    );
    expect(await failure(readMeta())).toMatchObject({
      status: 503,
      code: "temporal_unreachable",
      title: "Temporal unreachable",
      detail: "What temporal_unreachable means.",
      requestId: "7f3a91c2d0",
      retryAfter: 30_000,
    });
  });

  it("understands a list of field errors, and an answer that is no JSON at all", async () => {
    server.use(
      http.get(url("/api/meta"), () =>
        HttpResponse.json(
          { detail: [{ msg: "Too long." }, { msg: "Not an id." }] },
          { status: 422 },
        ),
      ),
    );
    expect((await failure(readMeta())).detail).toBe("Too long. Not an id.");
    server.use(
      http.get(url("/api/meta"), () =>
        HttpResponse.text("<h1>Bad gateway</h1>", {
          status: 502,
          headers: { "x-request-id": "r1" },
        }),
      ),
    );
    expect(await failure(readMeta())).toMatchObject({
      status: 502,
      code: "http_502",
      requestId: "r1",
    });
  });

  it("is status 0 where nobody answered", async () => {
    server.use(http.get(url("/api/meta"), () => HttpResponse.error()));
    expect(await failure(readMeta())).toMatchObject({ status: 0, code: "no_answer" });
  });
});

describe("the session", () => {
  it("begins by signing in, with the name and password as a form", async () => {
    server.use(
      http.post(url("/api/auth/login"), async ({ request }) => {
        expect(request.headers.get("content-type")).toBe("application/x-www-form-urlencoded");
        const form = new URLSearchParams(await request.text());
        if (form.get("password") !== "right & proper") return problem(401, "bad_credentials");
        return tokens(form.get("username") ?? "");
      }),
    );
    await signIn("mk", "right & proper");
    expect(accessToken()?.value).toBe("mk");
    expect(sessionState()).toEqual({ kind: "signed-in" });
    expect((await failure(signIn("mk", "wrong"))).code).toBe("bad_credentials");
  });

  it("renews an expired token once, however many requests need it", async () => {
    let refreshes = 0;
    const seen: (string | null)[] = [];
    beginSession("old", 0);
    server.use(
      http.post(url("/api/auth/refresh"), async ({ request }) => {
        refreshes += 1;
        expect(request.headers.get("x-requested-with")).toBe("releasewatch");
        await delay(20);
        return tokens("new");
      }),
      http.get(url("/api/meta"), ({ request }) => {
        seen.push(request.headers.get("authorization"));
        return HttpResponse.json({});
      }),
    );
    await Promise.all([readMeta(), readMeta(), readMeta()]);
    expect(refreshes).toBe(1);
    expect(seen).toEqual(["Bearer new", "Bearer new", "Bearer new"]);
  });

  it("renews a token that the server no longer takes, and asks again", async () => {
    beginSession("revoked", 600);
    server.use(
      http.post(url("/api/auth/refresh"), () => tokens("new")),
      http.get(url("/api/meta"), ({ request }) =>
        request.headers.get("authorization") === "Bearer new"
          ? HttpResponse.json({ version: "1" })
          : problem(401, "not_authenticated"),
      ),
    );
    expect(await readMeta()).toEqual({ version: "1" });
  });

  it("ends once when it cannot be renewed", async () => {
    beginSession("revoked", 600);
    let ends = 0;
    const stop = subscribeSession(() => {
      ends += 1;
    });
    server.use(
      http.post(url("/api/auth/refresh"), () => problem(401, "not_authenticated")),
      http.get(url("/api/meta"), () => problem(401, "not_authenticated")),
    );
    const errors = await Promise.all([failure(readMeta()), failure(readMeta())]);
    stop();
    expect(errors.map(({ status }) => status)).toEqual([401, 401]);
    expect(sessionState()).toEqual({ kind: "signed-out", ended: true });
    expect(ends).toBe(1);
    expect(accessToken()).toBeUndefined();
  });

  it("survives a server that does not answer", async () => {
    beginSession("old", 0);
    server.use(http.post(url("/api/auth/refresh"), () => problem(503, "users_unavailable")));
    expect((await failure(readMeta())).status).toBe(503);
    expect(sessionState()).toEqual({ kind: "signed-in" });
  });

  it("ends here even when the server cannot be told", async () => {
    beginSession("access", 600);
    server.use(http.post(url("/api/auth/logout"), () => HttpResponse.error()));
    await signOut();
    expect(sessionState()).toEqual({ kind: "signed-out", ended: false });
  });

  it("is not looked for when there cannot be one", async () => {
    await restoreSession();
    expect(sessionState()).toEqual({ kind: "signed-out", ended: false });
  });

  it.each(["getItem", "setItem"] as const)("is looked for where %s is refused", async (refused) => {
    const storage = vi.spyOn(Storage.prototype, refused).mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });
    vi.resetModules();
    const visit = await import("@/services/session");
    storage.mockRestore();
    expect(visit.sessionState()).toEqual({ kind: "restoring" });
  });

  it("leaves no token where scripts of another visit could find it", () => {
    beginSession("secret", 600);
    expect(JSON.stringify([localStorage, sessionStorage])).not.toContain("secret");
  });
});

describe("reading", () => {
  beforeEach(() => {
    beginSession("access", 600);
  });

  const { tree, row } = sample("an app that is failed");

  it("asks only for changes, and keeps the tree it has", async () => {
    const asked: (string | null)[] = [];
    server.use(
      http.get(url("/api/releases/:id/hierarchy"), ({ request }) => {
        asked.push(request.headers.get("if-none-match"));
        return asked.length === 1
          ? HttpResponse.json(tree, { headers: { etag: '"v1"' } })
          : new HttpResponse(null, {
              status: 304,
              headers: { "x-read-at": "2026-11-24T12:00:02Z" },
            });
      }),
    );
    const client = new QueryClient();
    const first = await client.fetchQuery(releaseTreeQuery("release:a"));
    const second = await client.fetchQuery(releaseTreeQuery("release:a"));
    expect(asked).toEqual([null, '"v1"']);
    expect(second.answer).toBe(first.answer);
    expect(second.read_at).toBe("2026-11-24T12:00:02Z");
  });

  it("asks only for changes of the list too, page by page", async () => {
    const asked: (string | null)[] = [];
    server.use(
      http.get(url("/api/releases"), ({ request }) => {
        const known = request.headers.get("if-none-match");
        asked.push(known);
        return known === null
          ? HttpResponse.json(releasePage(), { headers: { etag: '"v1"' } })
          : new HttpResponse(null, {
              status: 304,
              headers: { "x-read-at": "2026-11-24T12:00:02Z" },
            });
      }),
    );
    const client = new QueryClient();
    const list = (page: number) => client.fetchQuery(releasesQuery({ q: "", statuses: [], page }));
    const first = await list(1);
    const second = await list(1);
    await list(2);
    expect(asked).toEqual([null, '"v1"', null]);
    expect(second.answer).toBe(first.answer);
    expect(second.read_at).toBe("2026-11-24T12:00:02Z");
  });

  it.each([
    { what: "a tree", status: 200 },
    { what: "word that nothing has changed", status: 304 },
  ])("does not go back for $what of a server that read a little earlier", async ({ status }) => {
    const times = ["12:00:09Z", "12:00:08Z", "12:00:11Z", "11:00:00Z"];
    let asked = 0;
    server.use(
      http.get(url("/api/releases/:id/hierarchy"), () => {
        const headers = { etag: `"v${String(asked)}"`, "x-read-at": `2026-11-24T${times[asked]}` };
        asked += 1;
        return asked > 1 && status === 304
          ? new HttpResponse(null, { status, headers })
          : HttpResponse.json({ ...tree, complete: asked === 2 }, { headers });
      }),
    );
    const client = new QueryClient();
    const read = () => client.fetchQuery(releaseTreeQuery("release:a"));
    const first = await read();
    expect(await read()).toBe(first);
    expect((await read()).read_at).toBe("2026-11-24T12:00:11Z");
    // A clock was set back: the server counts, or the page would stand still for an hour.
    expect((await read()).read_at).toBe("2026-11-24T11:00:00Z");
  });

  it("is as old as the server says now, where a browser gives back its own copy after a reload", async () => {
    const headers = { etag: '"v1"', "x-read-at": "2026-11-24T12:00:09Z" };
    server.use(
      http.get(url("/api/releases/:id/hierarchy"), () => HttpResponse.json(tree, { headers })),
      http.get(url("/api/releases"), () => HttpResponse.json(releasePage(), { headers })),
    );
    const client = new QueryClient();
    const { read_at } = await client.fetchQuery(releaseTreeQuery("release:a"));
    const list = await client.fetchQuery(releasesQuery({ q: "", statuses: [], page: 1 }));
    expect([read_at, list.read_at]).toEqual(["2026-11-24T12:00:09Z", "2026-11-24T12:00:09Z"]);
  });

  it("turns words of a newer server into Unknown", async () => {
    const news = { status: "exploded", word: "Exploded" };
    const strange = { ...news, health: "exploded" };
    const problem = { ...tree.problems[0], ...news, kind: "exploded" };
    const verdict = { ...tree.verdict, ...news };
    const answered = {
      tree: { ...tree, release: { ...tree.release, ...strange }, problems: [problem], verdict },
      row: {
        ...row,
        ...strange,
        waves: [{ ...row.waves[0], ...strange }],
        verdict,
        culprit: problem,
      },
    };
    server.use(
      http.get(url("/api/releases/:id/hierarchy"), () => HttpResponse.json(answered.tree)),
      http.get(url("/api/releases"), () =>
        HttpResponse.json({ ...releasePage(), items: [answered.row] }),
      ),
    );
    const client = new QueryClient();
    const { answer } = await client.fetchQuery(releaseTreeQuery("release:a"));
    expect(answer.release).toMatchObject({
      status: "unknown",
      health: "unknown",
      word: null,
    });
    const unknown = { status: "unknown", word: "Unknown" };
    expect(answer.verdict).toMatchObject(unknown);
    expect(answer.problems).toMatchObject([{ ...unknown, kind: "unknown" }]);
    const page = await client.fetchQuery(releasesQuery({ q: "", statuses: [], page: 1 }));
    expect(page.answer.items).toMatchObject([
      { health: "unknown", verdict: unknown, culprit: unknown, waves: [unknown] },
    ]);
  });

  it("asks for what the filter says", async () => {
    let asked = "";
    server.use(
      http.get(url("/api/releases"), ({ request }) => {
        asked = new URL(request.url).search;
        return HttpResponse.json(releasePage());
      }),
    );
    await new QueryClient().fetchQuery(
      releasesQuery({ q: "pay", statuses: ["failed", "waiting"], page: 2 }),
    );
    expect(asked).toBe("?page=2&page_size=20&q=pay&status=failed&status=waiting");
  });
});

it("sends a file to be compared only where the release beside it has changed, or its minutes have", async () => {
  beginSession("access", 600);
  const tree = sample("demo: failing").tree;
  const now = { etag: 'W/"1"', readAt: "2026-11-24T12:04:00Z" };
  let sent = 0;
  server.use(
    http.get(url("/api/releases/:id/hierarchy"), ({ request }) => {
      const headers = { etag: now.etag, "x-read-at": now.readAt };
      const isKnown = request.headers.get("if-none-match") === now.etag;
      return isKnown
        ? new HttpResponse(null, { status: 304, headers })
        : HttpResponse.json(tree, { headers });
    }),
    http.post(url("/api/compare/trees"), () => {
      sent += 1;
      return HttpResponse.json(comparison());
    }),
  );
  const client = new QueryClient();
  const file = { key: "then", id: tree.release.id, text: JSON.stringify(tree) };
  const query = compareQuery(file, { key: "now", id: tree.release.id, text: null });
  const read = async (etag: string, readAt: string) => {
    Object.assign(now, { etag, readAt });
    const { read_at } = await client.fetchQuery(query);
    return [sent, read_at];
  };
  expect((await read('W/"1"', "2026-11-24T12:04:00Z"))[0]).toBe(1);
  expect(await read('W/"1"', "2026-11-24T12:04:30Z")).toEqual([1, "2026-11-24T12:04:30Z"]);
  expect((await read('W/"2"', "2026-11-24T12:04:45Z"))[0]).toBe(2);
  expect((await read('W/"2"', "2026-11-24T12:05:00Z"))[0]).toBe(3);
});
