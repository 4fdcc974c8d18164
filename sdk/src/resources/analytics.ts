import type { ListPromise } from '../list.js'
import type { CallOptions } from '../transport.js'
import type * as t from '../types.js'
import { Resource, segment } from './resource.js'

export interface ReportQuery {
  from?: t.Moment | undefined
  to?: t.Moment | undefined
  [filter: string]: unknown
}

/** What the log says about the portal's use, cancellations, offers and experiments. */
export class Analytics extends Resource {
  portal(query?: ReportQuery, options?: CallOptions): Promise<t.Report> {
    return this.read('/analytics/portal', query, options)
  }

  cancellations(query?: ReportQuery, options?: CallOptions): Promise<t.Report> {
    return this.read('/analytics/cancellations', query, options)
  }

  offers(query?: ReportQuery, options?: CallOptions): Promise<t.Report> {
    return this.read('/analytics/offers', query, options)
  }

  experiment(id: string, query?: ReportQuery, options?: CallOptions): Promise<t.Report> {
    return this.read(`/analytics/experiments/${segment(id)}`, query, options)
  }
}

export class Experiments extends Resource {
  list(query?: t.PageOptions, options?: CallOptions): ListPromise<t.Experiment> {
    return this.pages('/experiments', query, options)
  }

  get(id: string, query?: t.ReadOptions, options?: CallOptions): Promise<t.Experiment> {
    return this.read(`/experiments/${segment(id)}`, query, options)
  }
}
