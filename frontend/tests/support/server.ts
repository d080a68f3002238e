import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { META, NO_USUAL } from "./releases";

/** Requests that no handler answered: the test that made one fails. */
export const unhandled: string[] = [];

export function url(path: string): string {
  return new URL(path, window.location.origin).href;
}

export function problem(status: number, code: string, over: Record<string, unknown> = {}) {
  const body = {
    type: "about:blank",
    title: code,
    status,
    detail: `What ${code} means.`,
    code,
    request_id: "7f3a91c2d0",
    ...over,
  };
  return HttpResponse.json(body, {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}

export function tokens(value = "access") {
  return HttpResponse.json({ access_token: value, token_type: "bearer", expires_in: 600 });
}

/** What has changed in a tree, told as the whole of it, by whatever answers for the tree in a test. */
async function wholeTree(request: Request) {
  const { headers, signal } = request;
  const answer = await fetch(request.url.replace(/\/changes$/, ""), { headers, signal });
  if (answer.status !== 200) return answer;
  const told = new Headers(answer.headers);
  told.delete("content-length");
  const tree: unknown = await answer.json();
  return HttpResponse.json({ tree }, { headers: told });
}

/** What every signed-in page asks for besides its own data. */
export const server = setupServer(
  http.get(url("/api/releases/:id/hierarchy/changes"), ({ request }) => wholeTree(request)),
  http.get(url("/api/releases/:id/usual"), () => HttpResponse.json(NO_USUAL)),
  http.get(url("/api/meta"), () => HttpResponse.json(META)),
  http.get(url("/api/auth/me"), () =>
    HttpResponse.json({ username: "m.kowalska", role: "viewer" }),
  ),
);
