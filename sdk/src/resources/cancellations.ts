import type { ListPromise } from '../list.js'
import type { CallOptions } from '../transport.js'
import type * as t from '../types.js'
import { Resource, segment, type Whose } from './resource.js'

export interface CancellationQuery extends t.OwnedPageOptions {
  status?: t.Cancellation['status'] | undefined
  subscription?: string | undefined
}

/** A cancellation is a story: started, offers shown and answered, then confirmed or abandoned. */
export class Cancellations extends Resource {
  /** Answers with an offer (`offered`) or without (`ready`). */
  start(subscription: string, body?: t.StartCancellation, options?: CallOptions): Promise<t.Cancellation> {
    return this.act(`/subscriptions/${segment(subscription)}/cancellations`, body, options)
  }

  list(
    whose?: Whose<CancellationQuery>,
    more?: CancellationQuery,
    options?: CallOptions,
  ): ListPromise<t.Cancellation> {
    return this.pages('/cancellations', this.whose(whose, more), options)
  }

  get(id: string, query?: t.ReadOptions, options?: CallOptions): Promise<t.Cancellation> {
    return this.read(`/cancellations/${segment(id)}`, query, options)
  }

  /** What the offer that stands would cost and bring; refused when it can no longer be had. */
  preview(id: string, options?: CallOptions): Promise<t.OfferPreview> {
    return this.read(`/cancellations/${segment(id)}/preview`, undefined, options)
  }

  /** Takes the offer that stands: the plan goes on. */
  accept(id: string, body: t.AcceptOffer, options?: CallOptions): Promise<t.Cancellation> {
    return this.act(`/cancellations/${segment(id)}/accept`, body, options)
  }

  /** The next offer, or `ready`. */
  decline(id: string, body: t.DeclineOffer, options?: CallOptions): Promise<t.Cancellation> {
    return this.act(`/cancellations/${segment(id)}/decline`, body, options)
  }

  /** Ends the subscription; with the exit survey. */
  confirm(id: string, body?: t.ConfirmCancellation, options?: CallOptions): Promise<t.Cancellation> {
    return this.act(`/cancellations/${segment(id)}/confirm`, body, options)
  }

  /** The customer stays. */
  abandon(id: string, options?: CallOptions): Promise<t.Cancellation> {
    return this.act(`/cancellations/${segment(id)}/abandon`, undefined, options)
  }
}
