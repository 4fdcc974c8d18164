import { List, ListPromise, type WirePage } from '../list.js'
import { readEvents } from '../stream.js'
import type { CallOptions, Query } from '../transport.js'
import type * as t from '../types.js'
import { Resource, segment } from './resource.js'

export interface EventQuery {
  /** A position: events after it. */
  after?: string | undefined
  /** Event types; `subscription.*` takes all of them. */
  types?: string | string[] | undefined
  customer?: string | undefined
  /** 1 to 1000; default 20. */
  limit?: number | undefined
}

export interface ActionQuery extends t.PageOptions {
  customer?: string | undefined
  /** What this key, session or token did. */
  principal?: string | undefined
  /** Such as `subscription.cancel`. */
  action?: string | undefined
  outcome?: 'done' | 'refused' | undefined
  from?: t.Moment | undefined
  to?: t.Moment | undefined
}

/** The log itself, oldest first. */
export class Events extends Resource {
  list(query?: EventQuery, options?: CallOptions): ListPromise<t.PortalEvent> {
    const page = async (asked: Query): Promise<List<t.PortalEvent>> => {
      const answer = await this.read<WirePage<t.PortalEvent>>('/events', asked, options)
      return List.page(answer, (cursor) => page({ ...asked, after: cursor }))
    }
    return new ListPromise(() => page({ ...query }))
  }

  get(position: string, options?: CallOptions): Promise<t.PortalEvent> {
    return this.read(`/events/${segment(position)}`, undefined, options)
  }

  /** Events as they happen, for ever: a broken connection is taken up again where it broke. */
  stream(
    query?: Omit<EventQuery, 'limit'>,
    options?: CallOptions,
  ): AsyncGenerator<t.PortalEvent, void, undefined> {
    return readEvents(this.transport, { ...query }, options)
  }
}

/** Who did what, and the proof that nothing was altered. */
export class Audit extends Resource {
  actions(query?: ActionQuery, options?: CallOptions): ListPromise<t.AuditAction> {
    return this.pages('/audit/actions', query, options)
  }

  checkpoint(options?: CallOptions): Promise<t.AuditCheckpoint> {
    return this.read('/audit/checkpoint', undefined, options)
  }

  proof(position: string, query?: { size?: string }, options?: CallOptions): Promise<t.AuditProof> {
    return this.read(`/audit/proof/${segment(position)}`, query, options)
  }

  consistency(query: { from: string; to?: string }, options?: CallOptions): Promise<t.AuditConsistency> {
    return this.read('/audit/consistency', query, options)
  }
}

/** For operators. */
export class Server extends Resource {
  /** The views' lag, the disk, the oldest undelivered webhook, the last backup. */
  status(options?: CallOptions): Promise<t.ServerStatus> {
    return this.read('/status', undefined, options)
  }
}

/** Copies of the log and the keys, made on the server's machine while it runs. */
export class Backups extends Resource {
  /** Begins to make one; `retrieve` tells when it is there. */
  create(options?: CallOptions): Promise<t.Backup> {
    return this.act('/backups', undefined, options)
  }

  list(options?: CallOptions): ListPromise<t.Backup> {
    return this.pages('/backups', undefined, options)
  }

  retrieve(id: string, options?: CallOptions): Promise<t.Backup> {
    return this.read(`/backups/${segment(id)}`, undefined, options)
  }
}

/** Secret keys and their roles. */
export class Keys extends Resource {
  create(body: t.CreateKey, options?: CallOptions): Promise<t.SecretKey> {
    return this.act('/keys', body, options)
  }

  list(query?: t.PageOptions, options?: CallOptions): ListPromise<Omit<t.SecretKey, 'secret'>> {
    return this.pages('/keys', query, options)
  }

  revoke(id: string, options?: CallOptions): Promise<Omit<t.SecretKey, 'secret'>> {
    return this.remove(`/keys/${segment(id)}`, options)
  }
}
