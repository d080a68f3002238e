import createClient from "openapi-fetch";
import { BASE } from "@/lib/app/base";
import { noteServerTime } from "@/lib/app/clock";
import {
  ApiError,
  answeredByAnother,
  lostBody,
  noAnswer,
  notSignedIn,
  notUnderstood,
  toApiError,
} from "./apiError";
import type { components, paths } from "@/types/schema.gen";
import { accessToken, beginSession, endSession, sessionState } from "./session";
import type { Shape } from "./shape";
import { hasShape } from "./shape";

/** Several times the server's own deadline: a server that is silent for longer is considered down. */
const DEADLINE = 15_000;
const LOCK = `releasewatch.session${BASE}`;
/** Tokens are renewed a little early, so that none expires in flight. */
const EXPIRY_MARGIN = 10_000;
/** The server lets only our own pages use the session cookie; a foreign form cannot send this. */
const OWN_PAGE = { "X-Requested-With": "releasewatch" };

type AccessToken = components["schemas"]["AccessToken"];

const DATA = /^application\/(?:problem\+)?json\b/i;

function isData({ headers }: Response): boolean {
  return DATA.test(headers.get("content-type") ?? "");
}

/** The server's good answers are JSON; anything else comes from a proxy. */
function checked(response: Response): Response {
  if (response.status === 200 && !isData(response)) throw answeredByAnother();
  noteServerTime(Date.parse(response.headers.get("date") ?? "") || Date.now());
  return response;
}

/** The timeout covers the body, too: a server may stall in the middle of it. */
async function send(request: Request): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(DEADLINE)]);
  try {
    // Looked up on each call, since tests replace the global.
    return checked(await globalThis.fetch(new Request(request, { signal })));
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw cause instanceof ApiError ? cause : noAnswer(cause);
  }
}

/**
 * Only one tab at a time exchanges the session cookie: one that is sent after another tab has exchanged it looks
 * stolen, and ends the session of all tabs.
 */
export async function alone<T>(change: () => Promise<T>): Promise<T> {
  // Only pages served over plain http lack locks, and those have no cookie either.
  if (!("locks" in navigator)) return change();
  try {
    return await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(DEADLINE) }, change);
  } catch (cause) {
    throw cause instanceof ApiError ? cause : noAnswer(cause);
  }
}

export const TOKEN = { access_token: "string", expires_in: "number" } as const;

type ByCookie = "/api/auth/refresh" | "/api/auth/terminal/session";

/** Exchanges the session cookie for a token. A refusal ends the session. */
export async function takeToken(path: ByCookie): Promise<AccessToken> {
  try {
    return await alone(() => unwrap(openApi.POST(path), TOKEN));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401 && !error.isForeign) {
      endSession({ ended: true, tellOthers: false });
    }
    throw error;
  }
}

async function exchangeCookie(): Promise<void> {
  const fresh = await takeToken("/api/auth/refresh");
  // Signed out in the meantime, here or in another tab.
  if (sessionState().kind === "signed-out") throw notSignedIn();
  beginSession(fresh.access_token, fresh.expires_in);
}

let refreshing: Promise<void> | undefined;

/** Requests share one refresh. A refused one ends the session, once. */
export function refreshSession(): Promise<void> {
  refreshing ??= exchangeCookie().finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

function withToken(request: Request): Request {
  const copy = new Request(request);
  const token = accessToken();
  if (token) copy.headers.set("Authorization", `Bearer ${token.value}`);
  return copy;
}

/** A 401 from a proxy does not end the session, nor does one in JSON from a gateway. */
async function isRefused(response: Response): Promise<boolean> {
  if (response.status !== 401 || !isData(response)) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return !toApiError(response, body).isForeign;
}

async function sendAuthorised(request: Request): Promise<Response> {
  if (sessionState().kind === "signed-out") throw notSignedIn();
  const token = accessToken();
  if (!token || token.expiresAt - EXPIRY_MARGIN <= Date.now()) await refreshSession();
  const used = accessToken()?.value;
  const response = await send(withToken(request.clone()));
  if (!(await isRefused(response))) return response;
  // Another request may have renewed it in the meantime.
  if (accessToken()?.value === used) await refreshSession();
  const again = await send(withToken(request));
  if (await isRefused(again)) endSession({ ended: true, tellOthers: false });
  return again;
}

const baseUrl = `${window.location.origin}${BASE}`;

/** For everything that needs a signed-in user. */
export const api = createClient<paths>({ baseUrl, fetch: sendAuthorised });

/** For signing in and out. */
export const openApi = createClient<paths>({ baseUrl, fetch: send, headers: OWN_PAGE });

export interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for the whole body: an incomplete body is a failed call. */
export async function whole<T>(call: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await call;
  } catch (cause) {
    throw lostBody(cause);
  }
}

/** Returns the body of a good answer, checked for the fields in use; throws an ApiError otherwise. */
export async function unwrap<T>(call: Promise<Answer<T>>, shape?: Shape): Promise<T> {
  const { data, error, response } = await whole(call);
  if (!response.ok || data === undefined) throw toApiError(response, error);
  if (shape && !hasShape(data, shape)) throw notUnderstood();
  return data;
}
