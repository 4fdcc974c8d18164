import { ConnectionError, errorOf, PaymentsError, TimeoutError } from './errors.js'
import { List, ListPromise, type WirePage } from './list.js'

export interface PaymentsOptions {
  /** A secret key (`sk_…`, servers only) or a customer token (`cst_…`). Default: PAYMENTS_API_KEY. */
  apiKey?: string | undefined
  /** Where the portal is. Default: PAYMENTS_BASE_URL, or https://api.payments.do. */
  baseUrl?: string | undefined
  /** Milliseconds that one try may take; default 30,000. */
  timeout?: number | undefined
  /** Tries after the first; default 2. */
  maxRetries?: number | undefined
  /** Sent with every call. */
  headers?: Record<string, string> | undefined
  /** Instead of the platform's own. */
  fetch?: typeof globalThis.fetch | undefined
  /** `same-origin` uses the portal session's cookie instead of a key. */
  credentials?: RequestCredentials | undefined
}

export interface CallOptions {
  /** Makes sending twice act once; the SDK makes one for every change when it is left out. */
  idempotencyKey?: string | undefined
  /** The version that the object must still have; 412 when it has moved on. */
  ifMatch?: number | undefined
  /** A read sees at least this position of the log. */
  position?: string | undefined
  /** Stored in every event that the call causes. */
  requestId?: string | undefined
  timeout?: number | undefined
  maxRetries?: number | undefined
  signal?: AbortSignal | undefined
}

export type Query = Record<string, unknown>

export interface Ask {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  query?: Query | undefined
  body?: unknown
  options?: CallOptions | undefined
}

/** What an answer said beside its body; see `responseOf`. */
export interface ResponseDetails {
  status: number
  requestId: string | undefined
  /** Where the change stands in the log. */
  position: string | undefined
  /** True when the same idempotency key had been answered before. */
  replayed: boolean
}

const details = new WeakMap<object, ResponseDetails>()

/** Status, request id and log position of the answer that an object came with. */
export function responseOf(answer: object): ResponseDetails | undefined {
  return details.get(answer)
}

function environment(name: string): string | undefined {
  const process = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process
  return process?.env?.[name] || undefined
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  return Array.isArray(value) ? value.map(textOf).join(',') : String(value)
}

function search(query: Query | undefined): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) parameters.set(name, textOf(value))
  }
  const text = parameters.toString()
  return text ? `?${text}` : ''
}

/** Waits, unless the signal ends it. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done, failed) => {
    const stop = () => {
      clearTimeout(timer)
      failed(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      done()
    }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
  })
}

const longestWait = 60

/** May the same call be sent again? Every change carries an idempotency key, so it acts once. */
function isPassing(error: PaymentsError): boolean {
  if (error instanceof ConnectionError) return true
  if (error.code === 'idempotency_key_in_use') return true
  return [408, 429, 500, 502, 503, 504].includes(error.status)
}

/** Exponential from half a second, spread so that many clients do not come back together. */
function waitBefore(retry: number, error: PaymentsError): number {
  const spread = 500 * 2 ** retry * (0.5 + Math.random() / 2)
  return Math.max(Math.min(spread, 8000), (error.retryAfter ?? 0) * 1000)
}

/** Sends calls: headers, time-outs, retries, errors. Everything else of the SDK stands on it. */
export class Transport {
  constructor(private readonly options: PaymentsOptions = {}) {}

  get baseUrl(): string {
    const url = this.options.baseUrl ?? environment('PAYMENTS_BASE_URL') ?? 'https://api.payments.do'
    return url.replace(/\/+$/, '')
  }

  async call<T>(ask: Ask): Promise<T> {
    const retries = ask.options?.maxRetries ?? this.options.maxRetries ?? 2
    const headers = this.#headers(ask)
    for (let retry = 0; ; ++retry) {
      try {
        return await this.#once<T>(ask, headers)
      } catch (error) {
        if (!(error instanceof PaymentsError) || retry >= retries || !isPassing(error)) throw error
        if ((error.retryAfter ?? 0) > longestWait) throw error
        await pause(waitBefore(retry, error), ask.options?.signal)
      }
    }
  }

  list<T>(ask: Ask): ListPromise<T> {
    const page = async (query: Query | undefined): Promise<List<T>> => {
      const answer = await this.call<WirePage<T>>({ ...ask, query })
      const list = List.page(answer, (cursor) => {
        const { endingBefore: _before, ...kept } = query ?? {}
        return page({ ...kept, startingAfter: cursor })
      })
      const told = details.get(answer)
      if (told) details.set(list, told)
      return list
    }
    return new ListPromise(() => page(ask.query))
  }

  /** The answer as it came, for what is no JSON: PDFs and event streams. */
  async raw(ask: Ask): Promise<Response> {
    return this.#send(ask, this.#headers(ask), ask.options?.signal)
  }

  /** The bytes of an answer. */
  async bytes(ask: Ask): Promise<ArrayBuffer> {
    const response = await this.raw(ask)
    if (response.ok) return response.arrayBuffer()
    const body: unknown = await response.json().catch(() => undefined)
    throw errorOf(response.status, response.headers, body)
  }

  #headers(ask: Ask): Record<string, string> {
    const options = ask.options ?? {}
    const headers: Record<string, string> = { accept: 'application/json', ...this.options.headers }
    const key = this.options.apiKey ?? environment('PAYMENTS_API_KEY')
    if (key) headers.authorization = `Bearer ${key}`
    else if (!this.options.credentials) {
      throw new PaymentsError({
        type: 'authentication_error',
        code: 'api_key_missing',
        message: 'Set PAYMENTS_API_KEY, or give apiKey: Payments({ apiKey }).',
      })
    }
    if (ask.body !== undefined) headers['content-type'] = 'application/json'
    if (ask.method !== 'GET') headers['idempotency-key'] = options.idempotencyKey ?? crypto.randomUUID()
    if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch}"`
    if (options.position !== undefined) headers['portal-position'] = options.position
    if (options.requestId !== undefined) headers['x-request-id'] = options.requestId
    return headers
  }

  async #send(ask: Ask, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
    const send = this.options.fetch ?? globalThis.fetch
    return send(this.baseUrl + ask.path + search(ask.query), {
      method: ask.method,
      headers,
      redirect: 'manual',
      ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
      ...(this.options.credentials ? { credentials: this.options.credentials } : {}),
      ...(signal ? { signal } : {}),
    })
  }

  async #once<T>(ask: Ask, headers: Record<string, string>): Promise<T> {
    const own = new AbortController()
    const asked = ask.options?.signal
    asked?.throwIfAborted()
    const stop = () => own.abort(asked?.reason)
    asked?.addEventListener('abort', stop, { once: true })
    const limit = ask.options?.timeout ?? this.options.timeout ?? 30_000
    let late = false
    const timer = setTimeout(() => {
      late = true
      own.abort()
    }, limit)
    try {
      const response = await this.#send(ask, headers, own.signal)
      const text = await response.text()
      return this.#answer<T>(response, text)
    } catch (error) {
      if (error instanceof PaymentsError) throw error
      if (asked?.aborted) throw asked.reason
      const where = `${ask.method} ${ask.path}`
      const told = late
        ? { code: 'timeout', message: `${where} was not answered within ${limit} ms.` }
        : { code: 'connection_failed', message: `${where} did not reach ${this.baseUrl}.` }
      const Thrown = late ? TimeoutError : ConnectionError
      throw new Thrown({ type: 'connection_error', ...told }, 0, undefined, { cause: error })
    } finally {
      clearTimeout(timer)
      asked?.removeEventListener('abort', stop)
    }
  }

  #answer<T>(response: Response, text: string): T {
    let body: unknown
    try {
      body = text ? JSON.parse(text) : undefined
    } catch {
      if (response.ok) throw errorOf(502, response.headers, undefined)
    }
    if (!response.ok) throw errorOf(response.status, response.headers, body)
    if (typeof body === 'object' && body !== null) {
      details.set(body, {
        status: response.status,
        requestId: response.headers.get('x-request-id') ?? undefined,
        position: response.headers.get('portal-position') ?? undefined,
        replayed: response.headers.get('idempotent-replayed') === 'true',
      })
    }
    return body as T
  }
}
