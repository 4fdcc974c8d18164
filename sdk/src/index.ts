import { ApiClient } from './client.js'
import type { PaymentsOptions } from './transport.js'
import { verifyWebhook } from './webhooks.js'

/** The portal's API, and what a server needs beside it. */
export class PaymentsClient extends ApiClient {
  readonly webhooks = { verify: verifyWebhook }
}

/** A client with options of its own: `Payments({ apiKey, baseUrl })`, with or without `new`. */
export const Payments = function (options?: PaymentsOptions) {
  return new PaymentsClient(options)
} as unknown as {
  (options?: PaymentsOptions): PaymentsClient
  new (options?: PaymentsOptions): PaymentsClient
}

/** The client that PAYMENTS_API_KEY and PAYMENTS_BASE_URL configure, when it is first used. */
export const payments: PaymentsClient = new PaymentsClient()

export { ApiClient } from './client.js'
export * from './errors.js'
export { List, ListPromise } from './list.js'
export type { CatalogQuery } from './resources/catalog.js'
export type { InvoiceQuery, PaymentQuery, SubscriptionQuery } from './resources/billing.js'
export type { TimelineQuery, UsageEvent, UsageQuery } from './resources/metering.js'
export type { ActionQuery, EventQuery } from './resources/records.js'
export { type CallOptions, type PaymentsOptions, type ResponseDetails, responseOf } from './transport.js'
export type * from './types.js'
export {
  verifyWebhook,
  type VerifyOptions,
  type WebhookHeaders,
  WebhookVerificationError,
} from './webhooks.js'
