import type { ListPromise } from '../list.js'
import type { CallOptions } from '../transport.js'
import type * as t from '../types.js'
import { Resource, segment } from './resource.js'

/** An endpoint as it is read: its secret is shown only once. */
export type EndpointSeen = Omit<t.WebhookEndpoint, 'secret'>

export interface DeliveryQuery extends t.PageOptions {
  status?: string | undefined
}

/** Where events are delivered, and what became of each delivery. */
export class WebhookEndpoints extends Resource {
  create(body: t.CreateEndpoint, options?: CallOptions): Promise<t.WebhookEndpoint> {
    return this.act('/webhook-endpoints', body, options)
  }

  list(query?: t.PageOptions, options?: CallOptions): ListPromise<EndpointSeen> {
    return this.pages('/webhook-endpoints', query, options)
  }

  get(id: string, query?: t.ReadOptions, options?: CallOptions): Promise<EndpointSeen> {
    return this.read(`/webhook-endpoints/${segment(id)}`, query, options)
  }

  /** `active: true` goes on where deliveries stopped. */
  update(id: string, changes: t.UpdateEndpoint, options?: CallOptions): Promise<EndpointSeen> {
    return this.change(`/webhook-endpoints/${segment(id)}`, changes, options)
  }

  delete(id: string, options?: CallOptions): Promise<unknown> {
    return this.remove(`/webhook-endpoints/${segment(id)}`, options)
  }

  /** Makes a new secret; the one before signs beside it for a while. */
  rotateSecret(id: string, body?: t.RotateSecret, options?: CallOptions): Promise<t.WebhookEndpoint> {
    return this.act(`/webhook-endpoints/${segment(id)}/rotate-secret`, body, options)
  }

  /** Of the newest event first. */
  deliveries(id: string, query?: DeliveryQuery, options?: CallOptions): ListPromise<t.Delivery> {
    return this.pages(`/webhook-endpoints/${segment(id)}/deliveries`, query, options)
  }

  /** Delivers one event once more, under the same id. */
  resend(id: string, delivery: string, options?: CallOptions): Promise<EndpointSeen> {
    return this.act(
      `/webhook-endpoints/${segment(id)}/deliveries/${segment(delivery)}/resend`,
      undefined,
      options,
    )
  }

  /** Delivers a stretch of the log once more: by positions or by times. */
  replay(id: string, body: t.ReplayRequest, options?: CallOptions): Promise<EndpointSeen> {
    return this.act(`/webhook-endpoints/${segment(id)}/replay`, body, options)
  }
}
