'use client'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { ApiClient } from '../client.js'
import type { PaymentsError } from '../errors.js'
import type { CreateSession, PortalSession } from '../types.js'
import { filled } from './filled.js'
import { english, type MessageKey, type Messages } from './messages.js'

/** What the provider's own server does with a secret key: the browser never holds one. */
export type Fetcher = (path: string, init: RequestInit) => Promise<Response>

export interface PaymentsProviderProps {
  /** A customer token (`cst_…`), made by your server for the customer who is signed in. */
  token?: string | undefined
  /** Where the portal is; with `fetcher`, left out. */
  baseUrl?: string | undefined
  /** Sends calls through your own server instead, which adds its secret key. */
  fetcher?: Fetcher | undefined
  /** A client made elsewhere, instead of the above. */
  client?: ApiClient | undefined
  /** Makes a portal session on your server, which a customer token may not; default: through `fetcher` or `client`. */
  createSession?: ((ask: CreateSession) => Promise<Pick<PortalSession, 'url'>>) | undefined
  /** BCP 47; default: the browser's. */
  locale?: string | undefined
  /** IANA; default: the browser's. */
  timeZone?: string | undefined
  /** Words of another language, or other words. */
  messages?: Partial<Messages> | undefined
  /** Answers that are there already, by the name of what asks: saves the first calls. */
  initial?: Record<string, unknown> | undefined
  children?: ReactNode
}

export interface PaymentsContext {
  client: ApiClient
  createSession: (ask: CreateSession) => Promise<Pick<PortalSession, 'url'>>
  locale: string | undefined
  timeZone: string | undefined
  say: (key: MessageKey, values?: Record<string, string | number>) => string
  /** Why something was refused; `because`: a code that says more than the refusal's own, such as a bank's. */
  explain: (error: PaymentsError, because?: string) => string
  initial: Record<string, unknown>
  /** Counts changes: what was read before the last one is read anew. */
  revision: number
  changed: () => void
}

const Context = createContext<PaymentsContext | undefined>(undefined)

function clientOf({ client, fetcher, token, baseUrl }: PaymentsProviderProps): ApiClient {
  if (client) return client
  if (token?.startsWith('sk_')) {
    throw new TypeError('A secret key must not reach a browser. Give a customer token (cst_…), or a fetcher.')
  }
  if (!fetcher) return new ApiClient({ apiKey: token, baseUrl })
  const base = 'http://fetcher.invalid'
  return new ApiClient({
    baseUrl: base,
    credentials: 'same-origin',
    fetch: (address, init) => fetcher(String(address).slice(base.length), init ?? {}),
  })
}

/** What `usePaymentsPortal` does by itself: only a secret key makes links, and a browser has none. */
function sessionsOf({ client, fetcher, createSession }: PaymentsProviderProps, made: ApiClient) {
  if (createSession) return createSession
  if (client ?? fetcher) return (ask: CreateSession) => made.portal.createSession(ask)
  return () =>
    Promise.reject(
      new TypeError(
        'A customer token makes no portal links. Give <PaymentsProvider> a createSession={…} that asks your server for one.',
      ),
    )
}

/** Gives the components below it their client, language and time zone. */
export function PaymentsProvider(props: PaymentsProviderProps): ReactNode {
  const { client, fetcher, token, baseUrl, createSession, locale, timeZone, messages, initial, children } =
    props
  const [revision, setRevision] = useState(0)
  const changed = useCallback(() => setRevision((count) => count + 1), [])
  const made = useMemo(() => clientOf({ client, fetcher, token, baseUrl }), [client, fetcher, token, baseUrl])
  const value = useMemo<PaymentsContext>(() => {
    const words: Partial<Messages> = { ...english, ...messages }
    return {
      client: made,
      createSession: sessionsOf({ client, fetcher, createSession }, made),
      locale,
      timeZone,
      say: (key, values) => filled(words[key] ?? key, values, locale),
      explain: (error, because) =>
        words[`refused.${because}`] ??
        words[`refused.${error.code.replace(/^http_\d+$/, 'http')}`] ??
        (error.message || (words.failed ?? 'failed')),
      initial: initial ?? {},
      revision,
      changed,
    }
  }, [made, client, fetcher, createSession, locale, timeZone, messages, initial, revision, changed])
  return <Context.Provider value={value}>{children}</Context.Provider>
}

export function usePayments(): PaymentsContext {
  const context = useContext(Context)
  if (!context)
    throw new Error('Put a <PaymentsProvider token={…}> around the components of payments.do/react.')
  return context
}
