import { errorOf, PaymentsError } from './errors.js'
import type { CallOptions, Query, Transport } from './transport.js'
import type { PortalEvent } from './types.js'

/** The messages of a text/event-stream, as far as they have arrived whole. */
export class MessageReader {
  #rest = ''; // the semicolon keeps the next line's asterisk from being a product

  /** `data` of each message that `text` completes; comments and heartbeats have none. */
  *take(text: string): Generator<string> {
    this.#rest += text.replace(/\r\n?/g, '\n')
    for (let end = this.#rest.indexOf('\n\n'); end >= 0; end = this.#rest.indexOf('\n\n')) {
      const lines = this.#rest.slice(0, end).split('\n')
      this.#rest = this.#rest.slice(end + 2)
      const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart())
      if (data.length > 0) yield data.join('\n')
    }
  }
}

async function* connected(
  transport: Transport,
  query: Query,
  options: CallOptions | undefined,
): AsyncGenerator<PortalEvent, void, undefined> {
  const response = await transport.raw({ method: 'GET', path: '/events/stream', query, options })
  if (!response.ok || !response.body) {
    const body: unknown = await response.json().catch(() => undefined)
    throw errorOf(response.status, response.headers, body)
  }
  const reader = response.body.getReader()
  const text = new TextDecoder()
  const messages = new MessageReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      for (const data of messages.take(text.decode(value, { stream: true }))) {
        yield JSON.parse(data) as PortalEvent
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

export async function* readEvents(
  transport: Transport,
  query: Query,
  options?: CallOptions,
): AsyncGenerator<PortalEvent, void, undefined> {
  let after = query.after
  for (let failures = 0; ;) {
    try {
      for await (const event of connected(transport, { ...query, after }, options)) {
        failures = 0
        after = event.position
        yield event
      }
    } catch (error) {
      if (options?.signal?.aborted) throw options.signal.reason
      // A refusal stays one; what broke the connection may pass.
      if (error instanceof PaymentsError && error.status < 500 && error.status !== 429) throw error
    }
    options?.signal?.throwIfAborted()
    const wait = Math.min(10_000, 250 * 2 ** failures++) * (0.5 + Math.random() / 2)
    await new Promise((done) => setTimeout(done, wait))
  }
}
