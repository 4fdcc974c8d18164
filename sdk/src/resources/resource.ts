import type { ListPromise } from '../list.js'
import type { Ask, CallOptions, Query, Transport } from '../transport.js'

/** Whose objects: the document's `list(customerId)`, or options that may name the customer. */
export type Whose<Options> = string | Options

export class Resource {
  constructor(protected readonly transport: Transport) {}

  protected read<T>(path: string, query?: object, options?: CallOptions): Promise<T> {
    return this.#send<T>('GET', path, undefined, options, query)
  }

  protected act<T>(path: string, body: unknown, options?: CallOptions): Promise<T> {
    return this.#send<T>('POST', path, body ?? {}, options)
  }

  protected change<T>(path: string, body: unknown, options?: CallOptions): Promise<T> {
    return this.#send<T>('PATCH', path, body, options)
  }

  protected remove<T>(path: string, options?: CallOptions): Promise<T> {
    return this.#send<T>('DELETE', path, undefined, options)
  }

  protected pages<T>(path: string, query?: object, options?: CallOptions): ListPromise<T> {
    return this.transport.list<T>({ method: 'GET', path, query: { ...query }, options })
  }

  /** The query of `list(customerId, more)` and of `list(query)`. */
  protected whose(first: Whose<object> | undefined, more?: object): Query {
    return typeof first === 'string' ? { customer: first, ...more } : { ...first, ...more }
  }

  #send<T>(
    method: Ask['method'],
    path: string,
    body: unknown,
    options?: CallOptions,
    query?: object,
  ): Promise<T> {
    return this.transport.call<T>({ method, path, body, options, query: { ...query } })
  }
}

/** An id as one segment of a path. */
export function segment(id: string): string {
  if (!id) throw new TypeError('An id is needed here; it is empty.')
  return encodeURIComponent(id)
}
