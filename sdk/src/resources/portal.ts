import type { ListPromise } from '../list.js'
import type { CallOptions, Transport } from '../transport.js'
import type * as t from '../types.js'
import { Resource, segment } from './resource.js'

export interface SessionQuery extends t.OwnedPageOptions {
  status?: t.PortalSession['status'] | undefined
}

export interface ConfigurationQuery extends t.PageOptions {
  active?: boolean | undefined
  isDefault?: boolean | undefined
}

export interface ActivityQuery extends Omit<t.PageOptions, 'expand'> {
  /** Whose; left out with a customer token or a portal session. */
  customer?: string | undefined
}

/** A session as it is read: its link is shown only once. */
export type SessionSeen = Omit<t.PortalSession, 'url'>

export class PortalConfigurations extends Resource {
  create(body: t.CreateConfiguration, options?: CallOptions): Promise<t.PortalConfiguration> {
    return this.act('/portal/configurations', body, options)
  }

  list(query?: ConfigurationQuery, options?: CallOptions): ListPromise<t.PortalConfiguration> {
    return this.pages('/portal/configurations', query, options)
  }

  get(id: string, query?: t.ReadOptions, options?: CallOptions): Promise<t.PortalConfiguration> {
    return this.read(`/portal/configurations/${segment(id)}`, query, options)
  }

  /** Makes a new revision; sessions keep the one they began with. */
  update(id: string, changes: t.UpdateConfiguration, options?: CallOptions): Promise<t.PortalConfiguration> {
    return this.change(`/portal/configurations/${segment(id)}`, changes, options)
  }

  /** For each feature: can this customer use it, and if not, why. */
  async capabilities(id: string, customer: string, options?: CallOptions): Promise<t.Capability[]> {
    const path = `/portal/configurations/${segment(id)}/capabilities`
    const answer = await this.read<{ data: t.Capability[] }>(path, { customer }, options)
    return answer.data
  }
}

export class PortalSessions extends Resource {
  create(body: t.CreateSession, options?: CallOptions): Promise<t.PortalSession> {
    return this.act('/portal/sessions', body, options)
  }

  list(query?: SessionQuery, options?: CallOptions): ListPromise<SessionSeen> {
    return this.pages('/portal/sessions', query, options)
  }

  get(id: string, query?: t.ReadOptions, options?: CallOptions): Promise<SessionSeen> {
    return this.read(`/portal/sessions/${segment(id)}`, query, options)
  }

  /** Ends a session, or an unopened link, at once. */
  revoke(id: string, options?: CallOptions): Promise<SessionSeen> {
    return this.act(`/portal/sessions/${segment(id)}/revoke`, undefined, options)
  }
}

export class Portal extends Resource {
  readonly sessions: PortalSessions
  readonly configurations: PortalConfigurations

  constructor(transport: Transport) {
    super(transport)
    this.sessions = new PortalSessions(transport)
    this.configurations = new PortalConfigurations(transport)
  }

  /** A link that opens the portal for a customer, once. */
  createSession(body: t.CreateSession, options?: CallOptions): Promise<t.PortalSession> {
    return this.sessions.create(body, options)
  }

  /** What the configuration that binds the caller shows and allows. */
  configuration(options?: CallOptions): Promise<t.PortalView> {
    return this.read('/portal/configuration', undefined, options)
  }

  /** What was done on the account, by whom, when and from where, newest first. */
  activity(query?: ActivityQuery, options?: CallOptions): ListPromise<t.Activity> {
    return this.pages('/portal/activity', query, options)
  }
}
