/** What the server says was wrong: `{"error":{…}}`. */
export interface Problem {
  type: string
  code: string
  message: string
  param?: string
  requestId?: string
}

/** Anything that went wrong in a call. `code` names it, `message` says what to do. */
export class PaymentsError extends Error {
  /** The refusal's own name, such as `parameter_unknown`. */
  readonly code: string
  /** Of the HTTP answer; 0 when there was none. */
  readonly status: number
  readonly type: string
  /** Which field was wrong, such as `items[2].price`. */
  readonly param: string | undefined
  /** Name this when you ask for help. */
  readonly requestId: string | undefined
  /** Seconds to wait, where the server said so. */
  readonly retryAfter: number | undefined

  constructor(problem: Problem, status = 0, retryAfter?: number, options?: { cause?: unknown }) {
    super(problem.message, options)
    this.name = new.target.name
    this.code = problem.code
    this.status = status
    this.type = problem.type
    this.param = problem.param
    this.requestId = problem.requestId
    this.retryAfter = retryAfter
  }
}

/** 400, 410, 413, 415, 422: the call itself has to change. */
export class InvalidRequestError extends PaymentsError {}
/** 401: no credential, or one that opens nothing. */
export class AuthenticationError extends PaymentsError {}
/** 402: the money did not move. */
export class PaymentFailedError extends PaymentsError {}
/** 403: the key's role, the token's scope or the configuration does not allow it. */
export class PermissionError extends PaymentsError {}
/** 404: it does not exist, or is another customer's. */
export class NotFoundError extends PaymentsError {}
/** 409, 412: the object, or the idempotency key, is not in the state that the call needs. */
export class ConflictError extends PaymentsError {}
/** 429: too many calls; `retryAfter` says when. */
export class RateLimitError extends PaymentsError {}
/** 500, 503: ours; the SDK has retried it already, with the same idempotency key. */
export class ApiError extends PaymentsError {}
/** No answer: the address, the network, or the server's process. */
export class ConnectionError extends PaymentsError {}
/** No answer within `timeout`. A change may have been made: retry with the same idempotency key. */
export class TimeoutError extends ConnectionError {}

function classOf(status: number): typeof PaymentsError {
  switch (status) {
    case 401:
      return AuthenticationError
    case 402:
      return PaymentFailedError
    case 403:
      return PermissionError
    case 404:
      return NotFoundError
    case 409:
    case 412:
      return ConflictError
    case 429:
      return RateLimitError
    default:
      return status >= 500 ? ApiError : InvalidRequestError
  }
}

/** Seconds from now: `Retry-After` is a number of them or a date. */
export function retryAfterOf(header: string | null, now = Date.now()): number | undefined {
  if (!header) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now) / 1000)
}

/** The error that an answer of status 400 and above stands for. */
export function errorOf(status: number, headers: Headers, body: unknown): PaymentsError {
  const told = (body as { error?: Partial<Problem> } | undefined)?.error
  const requestId = told?.requestId ?? headers.get('x-request-id') ?? undefined
  const problem: Problem = {
    type: told?.type ?? 'api_error',
    code: told?.code ?? `http_${status}`,
    message: told?.message ?? `The server answered ${status} and did not say why.`,
    ...(told?.param ? { param: told.param } : {}),
    ...(requestId ? { requestId } : {}),
  }
  const Thrown = classOf(status)
  return new Thrown(problem, status, retryAfterOf(headers.get('retry-after')))
}
