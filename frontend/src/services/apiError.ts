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

/** Every failed call ends as one of these, with what a person needs to be told. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;
  /** The server itself said nothing: a proxy, a gateway or the sign-in page of a network answered, or nobody did. */
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

  /** The server's own no to what was asked, not to how things are: asking again does not change it. */
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

const SILENT = "Releasewatch does not answer";

/** What says that something took too long, or was called off. */
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

/** It began well, and what came is no answer of this server: cut short, empty, or of another shape. */
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

/** A good answer, but a page where data was asked for. */
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

/** Whatever went wrong while a body was read, except that nobody wants it any more. */
export function lostBody(cause: unknown): unknown {
  if (cause instanceof ApiError || hasName(cause, "AbortError")) return cause;
  return cause instanceof SyntaxError ? notUnderstood() : noAnswer(cause);
}

/** Known without asking: whoever still polls after the session has ended is stopped here. */
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

/** A detail may be a sentence or a list of field errors; both become one sentence. */
function detailOf(body: unknown): string | undefined {
  const detail = field(body, "detail");
  if (!Array.isArray(detail)) return text(detail);
  const messages = detail.map((each: unknown) => text(field(each, "msg")));
  return messages.filter((message) => message !== undefined).join(" ") || undefined;
}

/** "30" or "Sat, 28 Nov 2026 12:00:00 GMT", which is told by the server's clock. */
function retryAfterOf({ headers }: Response): number | undefined {
  const word = headers.get("retry-after");
  if (word === null) return undefined;
  const wait = /^\d+$/.test(word)
    ? Number(word) * 1000
    : Date.parse(word) - (Date.parse(headers.get("date") ?? "") || Date.now());
  return Number.isFinite(wait) && wait > 0 ? wait : undefined;
}

/** Only our server's errors carry a code; a proxy's are a page, or data of its own. */
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
