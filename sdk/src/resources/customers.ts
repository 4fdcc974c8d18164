import type { ListPromise } from '../list.js'
import type { CallOptions } from '../transport.js'
import type * as t from '../types.js'
import { Resource, segment } from './resource.js'

export class Customers extends Resource {
  create(body: t.CreateCustomer, options?: CallOptions): Promise<t.Customer> {
    return this.act('/customers', body, options)
  }

  list(query?: t.PageOptions, options?: CallOptions): ListPromise<t.Customer> {
    return this.pages('/customers', query, options)
  }

  get(id: string, query?: t.ReadOptions, options?: CallOptions): Promise<t.Customer> {
    return this.read(`/customers/${segment(id)}`, query, options)
  }

  update(id: string, changes: t.UpdateCustomer, options?: CallOptions): Promise<t.Customer> {
    return this.change(`/customers/${segment(id)}`, changes, options)
  }

  /** Ends the business with a customer and keeps the history. */
  delete(id: string, options?: CallOptions): Promise<t.Customer> {
    return this.remove(`/customers/${segment(id)}`, options)
  }

  /** Forgets the person for ever: destroys the key of all personal fields. */
  erase(id: string, options?: CallOptions): Promise<t.Customer> {
    return this.act(`/customers/${segment(id)}/erase`, undefined, options)
  }

  /** Everything about a customer in one document. */
  export(id: string, query?: { asOf?: t.Moment }, options?: CallOptions): Promise<t.CustomerExport> {
    return this.read(`/customers/${segment(id)}/export`, query, options)
  }

  createToken(id: string, body: t.CreateToken, options?: CallOptions): Promise<t.CustomerToken> {
    return this.act(`/customers/${segment(id)}/tokens`, body, options)
  }

  /** The customer's tokens, without their secrets. */
  listTokens(
    id: string,
    query?: t.PageOptions,
    options?: CallOptions,
  ): ListPromise<Omit<t.CustomerToken, 'secret'>> {
    return this.pages(`/customers/${segment(id)}/tokens`, query, options)
  }

  /** By the token's id, not its secret. */
  revokeToken(id: string, options?: CallOptions): Promise<Omit<t.CustomerToken, 'secret'>> {
    return this.remove(`/tokens/${segment(id)}`, options)
  }
}
