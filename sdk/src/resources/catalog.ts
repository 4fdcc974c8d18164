import type { ListPromise } from '../list.js'
import type { CallOptions, Transport } from '../transport.js'
import type * as t from '../types.js'
import { Resource, segment } from './resource.js'

export interface CatalogQuery extends t.PageOptions {
  active?: boolean | undefined
}

/** Products, prices, coupons, meters: created and archived, never rewritten in place. */
export class Catalog<Thing, Create, Update, Listed extends CatalogQuery = CatalogQuery> extends Resource {
  constructor(
    transport: Transport,
    private readonly path: string,
  ) {
    super(transport)
  }

  create(body: Create, options?: CallOptions): Promise<Thing> {
    return this.act(this.path, body, options)
  }

  list(query?: Listed, options?: CallOptions): ListPromise<Thing> {
    return this.pages(this.path, query, options)
  }

  get(id: string, query?: t.ReadOptions, options?: CallOptions): Promise<Thing> {
    return this.read(`${this.path}/${segment(id)}`, query, options)
  }

  update(id: string, changes: Update, options?: CallOptions): Promise<Thing> {
    return this.change(`${this.path}/${segment(id)}`, changes, options)
  }

  /** Takes it out of sale; what was sold goes on. */
  archive(id: string, options?: CallOptions): Promise<Thing> {
    return this.remove(`${this.path}/${segment(id)}`, options)
  }
}
