interface ApiErrorFacts {
  /** 0: no answer at all. */
  status: number;
  code: string;
  title: string;
  detail: string;
  requestId?: string | undefined;
  /** Milliseconds. */
  retryAfter?: number | undefined;
}

/** Every failed call ends as one of these, with what a person needs to be told. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(facts: ApiErrorFacts) {
    super(`${String(facts.status)} ${facts.code}: ${facts.detail}`);
    this.name = "ApiError";
    this.status = facts.status;
    this.code = facts.code;
    this.title = facts.title;
    this.detail = facts.detail;
    this.requestId = facts.requestId;
    this.retryAfter = facts.retryAfter;
  }
}

export function noAnswer(cause: unknown): ApiError {
  const timedOut = cause instanceof DOMException && cause.name === "TimeoutError";
  return new ApiError({
    status: 0,
    code: timedOut ? "no_answer_in_time" : "no_answer",
    title: "Releasewatch does not answer",
    detail: timedOut ? "The server took too long." : "The server could not be reached.",
  });
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

export function toApiError(response: Response, body: unknown): ApiError {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  const title = text(field(body, "title")) ?? (response.statusText || "The request failed");
  return new ApiError({
    status: response.status,
    code: text(field(body, "code")) ?? `http_${String(response.status)}`,
    title,
    detail: detailOf(body) ?? `${title}.`,
    requestId: text(field(body, "request_id")) ?? response.headers.get("x-request-id") ?? undefined,
    retryAfter: Number.isFinite(seconds) ? seconds * 1000 : undefined,
  });
}
