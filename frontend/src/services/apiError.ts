interface ApiErrorFacts {
  /** 0: no answer at all. */
  status: number;
  code: string;
  title: string;
  detail: string;
  requestId?: string | undefined;
  /** Milliseconds. */
  retryAfter?: number | undefined;
  isForeign?: boolean;
}

/** Every failed call throws one of these, with a text for the user. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;
  /** The answer did not come from the server: it came from a proxy, a gateway or a captive portal, or there was none. */
  readonly isForeign: boolean;

  constructor(facts: ApiErrorFacts) {
    super(`${String(facts.status)} ${facts.code}: ${facts.detail}`);
    this.name = "ApiError";
    this.status = facts.status;
    this.code = facts.code;
    this.title = facts.title;
    this.detail = facts.detail;
    this.requestId = facts.requestId;
    this.retryAfter = facts.retryAfter;
    this.isForeign = facts.isForeign ?? false;
  }

  /** The server refuses the request itself, so a retry does not help. */
  get isRefusal(): boolean {
    return !this.isForeign && this.status >= 400 && this.status < 500 && this.status !== 429;
  }

  /** "The server answered 503: No worker polls queue releases." */
  get told(): string {
    return this.isForeign
      ? this.detail
      : `The server answered ${String(this.status)}: ${this.detail}`;
  }
}

/** What is told of a failed query; anything but an `ApiError` is a fault of the dashboard. */
export function toldOf(error: Error): string {
  return error instanceof ApiError ? error.told : error.message;
}

const SILENT = "Releasewatch does not answer";

/** A timeout or an abort. */
export function hasName(cause: unknown, name: "AbortError" | "TimeoutError"): boolean {
  return cause instanceof DOMException && cause.name === name;
}

export function noAnswer(cause: unknown): ApiError {
  const timedOut = hasName(cause, "TimeoutError");
  return new ApiError({
    status: 0,
    code: timedOut ? "no_answer_in_time" : "no_answer",
    title: SILENT,
    detail: timedOut ? "The server took too long." : "The server could not be reached.",
    isForeign: true,
  });
}

/** A good status with a body that is not this server's: truncated, empty, or of another shape. */
export function notUnderstood(): ApiError {
  return new ApiError({
    status: 0,
    code: "not_understood",
    title: SILENT,
    detail:
      "The answer could not be understood. It was cut short on the way, or comes from another version.",
    isForeign: true,
  });
}

/** A good status, but a page instead of JSON. */
export function answeredByAnother(): ApiError {
  return new ApiError({
    status: 0,
    code: "foreign_answer",
    title: SILENT,
    detail:
      "Something on the way answered in its place, such as a proxy or the sign-in page of a network.",
    isForeign: true,
  });
}

/** Any failure while reading a body, except an abort. */
export function lostBody(cause: unknown): unknown {
  if (cause instanceof ApiError || hasName(cause, "AbortError")) return cause;
  return cause instanceof SyntaxError ? notUnderstood() : noAnswer(cause);
}

/** Stops polls that go on after the session has ended, without a request. */
export function notSignedIn(): ApiError {
  return new ApiError({
    status: 401,
    code: "not_authenticated",
    title: "Sign in first",
    detail: "There is no session.",
  });
}

function field(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A detail is a sentence or a list of field errors; both become one sentence. */
function detailOf(body: unknown): string | undefined {
  const detail = field(body, "detail");
  if (!Array.isArray(detail)) return text(detail);
  const messages = detail.map((each: unknown) => text(field(each, "msg")));
  return messages.filter((message) => message !== undefined).join(" ") || undefined;
}

/** "30" or "Sat, 28 Nov 2026 12:00:00 GMT", by the server's clock. */
function retryAfterOf({ headers }: Response): number | undefined {
  const word = headers.get("retry-after");
  if (word === null) return undefined;
  const wait = /^\d+$/.test(word)
    ? Number(word) * 1000
    : Date.parse(word) - (Date.parse(headers.get("date") ?? "") || Date.now());
  return Number.isFinite(wait) && wait > 0 ? wait : undefined;
}

/** Only this server's errors have a code; a proxy's do not. */
export function toApiError(response: Response, body: unknown): ApiError {
  if (response.ok) return notUnderstood();
  const code = text(field(body, "code"));
  const { status, statusText } = response;
  const title = text(field(body, "title")) ?? (statusText || "The request failed");
  const foreign = `Something on the way answered in its place: ${`${String(status)} ${statusText}`.trim()}.`;
  return new ApiError({
    status,
    code: code ?? `http_${String(status)}`,
    title: code === undefined ? SILENT : title,
    detail: detailOf(body) ?? (code === undefined ? foreign : `${title}.`),
    requestId: text(field(body, "request_id")) ?? response.headers.get("x-request-id") ?? undefined,
    retryAfter: retryAfterOf(response),
    isForeign: code === undefined,
  });
}
