/** Stands for the SDK's check of webhooks in the pages, which receive none. */
export function verifyWebhook(): Promise<never> {
  return Promise.reject(new Error('Pages receive no webhooks.'))
}

export class WebhookVerificationError extends Error {}
