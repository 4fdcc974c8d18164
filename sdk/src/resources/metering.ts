import type { ListPromise } from '../list.js'
import type { CallOptions } from '../transport.js'
import type * as t from '../types.js'
import { Resource, segment, type Whose } from './resource.js'

export interface UsageQuery extends t.ForCustomer {
  meter?: string | undefined
  start?: t.Moment | undefined
  end?: t.Moment | undefined
  asOf?: t.Moment | undefined
}

export interface TimelineQuery extends UsageQuery {
  granularity?: t.Granularity | undefined
  /** An IANA time zone; the customer's when left out. */
  timeZone?: string | undefined
  /** A property of the events. */
  groupBy?: string | undefined
}

/** One usage event; `value` is 1 and `timestamp` now when they are left out. */
export interface UsageEvent extends Omit<t.NativeUsage, 'timestamp' | 'properties'> {
  timestamp?: t.Moment | null | undefined
  properties?: Record<string, unknown> | null | undefined
}

export class Usage extends Resource {
  /** Records one event or up to 10,000, each counted once for ever by its id. */
  record(events: UsageEvent | UsageEvent[], options?: CallOptions): Promise<t.UsageReceipt> {
    return this.act('/usage/events', events, options)
  }

  /** What the meters show for the current period, or from `start` to `end`. */
  get(whose?: Whose<UsageQuery>, more?: UsageQuery, options?: CallOptions): Promise<t.Usage> {
    return this.read('/usage', this.whose(whose, more), options)
  }

  /** A meter over time, empty buckets included. */
  timeline(
    whose: Whose<TimelineQuery>,
    more?: TimelineQuery,
    options?: CallOptions,
  ): Promise<t.UsageTimeline> {
    return this.read('/usage/timeline', this.whose(whose, more), options)
  }
}

export class Credits extends Resource {
  grant(body: t.GrantCredit, options?: CallOptions): Promise<t.CreditGrant> {
    return this.act('/credits/grants', body, options)
  }

  /** Grants, newest first. */
  listGrants(
    whose?: Whose<t.OwnedPageOptions>,
    more?: t.OwnedPageOptions,
    options?: CallOptions,
  ): ListPromise<t.CreditGrant> {
    return this.pages('/credits/grants', this.whose(whose, more), options)
  }

  getGrant(id: string, query?: t.ReadOptions, options?: CallOptions): Promise<t.CreditGrant> {
    return this.read(`/credits/grants/${segment(id)}`, query, options)
  }

  /** Takes back what is left of a grant. */
  voidGrant(id: string, options?: CallOptions): Promise<t.CreditGrant> {
    return this.act(`/credits/grants/${segment(id)}/void`, undefined, options)
  }

  balance(whose?: Whose<t.OwnedPageOptions>, options?: CallOptions): Promise<t.CreditBalance> {
    return this.read('/credits/balance', this.whose(whose), options)
  }

  /** Every movement of credit, newest first. */
  ledger(
    whose?: Whose<t.OwnedPageOptions>,
    more?: t.OwnedPageOptions,
    options?: CallOptions,
  ): ListPromise<t.CreditMovement> {
    return this.pages('/credits/ledger', this.whose(whose, more), options)
  }
}
