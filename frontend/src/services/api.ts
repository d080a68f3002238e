import createClient from "openapi-fetch";
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
import type { paths } from "@/types/schema.gen";
import { accessToken, beginSession, endSession, sessionState } from "./session";
import type { Shape } from "./shape";
import { hasShape } from "./shape";

/** Several times what the server gives itself: whoever is silent for longer does not answer. */
const DEADLINE = 15_000;
const LOCK = "releasewatch.session";
/** Renewed a little early, so that no request leaves with a token that dies on the way. */
const EXPIRY_MARGIN = 10_000;
/** The server lets only our own pages use the session cookie; a foreign form cannot send this. */
const OWN_PAGE = { "X-Requested-With": "releasewatch" };

const DATA = /^application\/(?:problem\+)?json\b/i;

function isData({ headers }: Response): boolean {
  return DATA.test(headers.get("content-type") ?? "");
}

/** Good answers of the server are data; whatever else comes as one is somebody else's. */
function checked(response: Response): Response {
  if (response.status === 200 && !isData(response)) throw answeredByAnother();
  noteServerTime(Date.parse(response.headers.get("date") ?? "") || Date.now());
  return response;
}

/** The signal lasts until the body is read: a server that stops in the middle does not answer in time either. */
async function send(request: Request): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(DEADLINE)]);
  try {
    // The global is looked up per call: tests replace it.
    return checked(await globalThis.fetch(new Request(request, { signal })));
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw cause instanceof ApiError ? cause : noAnswer(cause);
  }
}

/**
 * Whoever changes the session's cookie does it alone, among all tabs: a cookie that one tab sends after another
 * has exchanged it looks stolen, and ends the session of all.
 */
export async function alone<T>(change: () => Promise<T>): Promise<T> {
  // Only pages that came over plain http have no locks, and those keep no cookie either.
  if (!("locks" in navigator)) return change();
  try {
    return await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(DEADLINE) }, change);
  } catch (cause) {
    throw cause instanceof ApiError ? cause : noAnswer(cause);
  }
}

export const TOKEN = { access_token: "string", expires_in: "number" } as const;

async function exchangeCookie(): Promise<void> {
  const fresh = await alone(() => unwrap(openApi.POST("/api/auth/refresh"), TOKEN));
  // Signed out while this was on its way, here or in another tab.
  if (sessionState().kind === "signed-out") throw notSignedIn();
  beginSession(fresh.access_token, fresh.expires_in);
}

let refreshing: Promise<void> | undefined;

/** One refresh at a time, however many requests need it. A refused one ends the session, once. */
export function refreshSession(): Promise<void> {
  refreshing ??= exchangeCookie()
    .catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401 && !error.isForeign) {
        endSession({ ended: true, tellOthers: false });
      }
      throw error;
    })
    .finally(() => {
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

/** A proxy in between may ask for a password of its own: that ends no session here. */
function isRefused(response: Response): boolean {
  return response.status === 401 && isData(response);
}

async function sendAuthorised(request: Request): Promise<Response> {
  if (sessionState().kind === "signed-out") throw notSignedIn();
  const token = accessToken();
  if (!token || token.expiresAt - EXPIRY_MARGIN <= Date.now()) await refreshSession();
  const used = accessToken()?.value;
  const response = await send(withToken(request.clone()));
  if (!isRefused(response)) return response;
  // Somebody else may have renewed it meanwhile.
  if (accessToken()?.value === used) await refreshSession();
  const again = await send(withToken(request));
  if (isRefused(again)) endSession({ ended: true, tellOthers: false });
  return again;
}

const baseUrl = window.location.origin;

/** For everything that needs a signed-in user. */
export const api = createClient<paths>({ baseUrl, fetch: sendAuthorised });

/** For signing in and out. */
export const openApi = createClient<paths>({ baseUrl, fetch: send, headers: OWN_PAGE });

export interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** A call whose body is read to its end: a body that is lost on the way is no answer, as a lost head is none. */
export async function whole<T>(call: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await call;
  } catch (cause) {
    throw lostBody(cause);
  }
}

/** The body of a good answer, which has the fields that are used; anything else is thrown as an ApiError. */
export async function unwrap<T>(call: Promise<Answer<T>>, shape?: Shape): Promise<T> {
  const { data, error, response } = await whole(call);
  if (!response.ok || data === undefined) throw toApiError(response, error);
  if (shape && !hasShape(data, shape)) throw notUnderstood();
  return data;
}
