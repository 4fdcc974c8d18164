// Verifies deliveries as the Standard Webhooks specification says: HMAC-SHA256 over "id.timestamp.body".
import { PaymentsError } from './errors.js'
import type { PortalEvent } from './types.js'

export class WebhookVerificationError extends PaymentsError {
  constructor(code: string, message: string) {
    super({ type: 'webhook_error', code, message })
  }
}

export type WebhookHeaders = Headers | Record<string, string | string[] | undefined>

export interface VerifyOptions {
  /** Seconds that the delivery's clock may differ from ours; default 300. */
  tolerance?: number
  /** The time to compare with, for tests. */
  now?: Date
}

function headerOf(headers: WebhookHeaders, name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? ''
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return (Array.isArray(found) ? found[0] : found) ?? ''
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  } catch {
    return undefined
  }
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = bytesOf(secret.replace(/^whsec_/, ''))
  if (!bytes || bytes.length === 0) {
    throw new WebhookVerificationError(
      'secret_malformed',
      "The endpoint's secret is whsec_ and base64; copy it whole.",
    )
  }
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
}

/**
 * The event of a delivery, once its signature proves that the portal sent it. `body` is the request's
 * body as it came: parsing it first changes bytes and breaks the signature. Several secrets: while
 * one is being replaced.
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string | string[],
  options: VerifyOptions = {},
): Promise<PortalEvent> {
  const id = headerOf(headers, 'webhook-id')
  const timestamp = headerOf(headers, 'webhook-timestamp')
  const signatures = headerOf(headers, 'webhook-signature')
  if (!id || !timestamp || !signatures) {
    throw new WebhookVerificationError(
      'headers_missing',
      'webhook-id, webhook-timestamp and webhook-signature are needed.',
    )
  }
  const sent = Number(timestamp)
  const now = (options.now ?? new Date()).getTime() / 1000
  if (!Number.isInteger(sent) || Math.abs(now - sent) > (options.tolerance ?? 300)) {
    throw new WebhookVerificationError(
      'timestamp_too_far',
      "The delivery is too old or too new; check this machine's clock.",
    )
  }
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${text}`)
  for (const one of Array.isArray(secret) ? secret : [secret]) {
    const key = await keyOf(one)
    for (const signature of signatures.split(' ')) {
      const bytes = signature.startsWith('v1,') ? bytesOf(signature.slice(3)) : undefined
      if (bytes && (await crypto.subtle.verify('HMAC', key, bytes, signed))) {
        return JSON.parse(text) as PortalEvent
      }
    }
  }
  throw new WebhookVerificationError(
    'signature_wrong',
    'No signature of the delivery is of this secret. Give the raw body.',
  )
}
