'use client'
import { useCallback, useState } from 'react'
import type { PaymentsError } from '../errors.js'
import type { List } from '../list.js'
import type * as t from '../types.js'
import { usePayments } from './context.js'
import { type Resource, useAction, useResource } from './resource.js'

/** The customer is left out where a token or a session says who it is. */
const whose = (customer: string | undefined) => (customer ? { customer } : {})

export function useSubscriptions(customer?: string): Resource<List<t.Subscription>> {
  const { client } = usePayments()
  return useResource(`subscriptions ${customer ?? ''}`, async (options) =>
    client.subscriptions.list(whose(customer), {}, options),
  )
}

export function useInvoices(customer?: string, limit = 10): Resource<List<t.Invoice>> {
  const { client } = usePayments()
  return useResource(`invoices ${customer ?? ''} ${limit}`, async (options) =>
    client.invoices.list(whose(customer), { limit }, options),
  )
}

export function useInvoice(id: string): Resource<t.Invoice> {
  const { client } = usePayments()
  return useResource(`invoice ${id}`, (options) => client.invoices.get(id, {}, options))
}

export function usePaymentMethods(customer?: string): Resource<List<t.PaymentMethod>> {
  const { client } = usePayments()
  return useResource(`paymentMethods ${customer ?? ''}`, async (options) =>
    client.paymentMethods.list(whose(customer), {}, options),
  )
}

export function useUsage(customer?: string): Resource<t.Usage> {
  const { client } = usePayments()
  return useResource(`usage ${customer ?? ''}`, (options) => client.usage.get(whose(customer), {}, options))
}

export function useUsageTimeline(
  meter: string | undefined,
  period: t.Usage['period'] | undefined,
  customer?: string,
  /** Whose days; default: the provider's. */
  zone?: string,
): Resource<t.UsageTimeline> {
  const { client, timeZone } = usePayments()
  const key =
    meter && period ? `timeline ${customer ?? ''} ${meter} ${period.start} ${period.end}` : undefined
  return useResource(key, (options) =>
    client.usage.timeline(
      {
        ...whose(customer),
        meter,
        granularity: 'day',
        start: period?.start,
        end: period?.end,
        timeZone: zone ?? timeZone,
      },
      {},
      options,
    ),
  )
}

export function useCredits(customer?: string): Resource<t.CreditBalance> {
  const { client } = usePayments()
  return useResource(`credits ${customer ?? ''}`, (options) =>
    client.credits.balance(whose(customer), options),
  )
}

/** What was done on the account, newest first. */
export function useActivity(customer?: string, limit = 20): Resource<List<t.Activity>> {
  const { client } = usePayments()
  return useResource(`activity ${customer ?? ''} ${limit}`, async (options) =>
    client.portal.activity({ ...whose(customer), limit }, options),
  )
}

/** How an invoice was worked out; asked for once `id` is given. */
export function useInvoiceExplanation(id: string | undefined): Resource<t.InvoiceExplanation> {
  const { client } = usePayments()
  return useResource(id ? `explanation ${id}` : undefined, (options) =>
    client.invoices.explain(id ?? '', {}, options),
  )
}

export function useCustomer(customer: string | undefined): Resource<t.Customer> {
  const { client } = usePayments()
  return useResource(customer ? `customer ${customer}` : undefined, (options) =>
    client.customers.get(customer ?? '', {}, options),
  )
}

/** Cancels, keeps and pays: each button acts once. */
export function useSubscriptionActions() {
  const { client } = usePayments()
  return {
    cancel: useAction((options, id: string) =>
      client.subscriptions.update(id, { cancelAtPeriodEnd: true }, options),
    ),
    keep: useAction((options, id: string) =>
      client.subscriptions.update(id, { cancelAtPeriodEnd: false }, options),
    ),
  }
}

export function usePayInvoice() {
  const { client } = usePayments()
  return useAction((options, id: string, paymentMethod?: string) =>
    client.invoices.pay(id, paymentMethod ? { paymentMethod } : {}, options),
  )
}

/** Answers what the bank asks about a payment: the sandbox's stand-in for its own page. */
export function useConfirmPayment() {
  const { client } = usePayments()
  return useAction((options, id: string, outcome: 'succeeded' | 'failed') =>
    client.payments.confirm(id, { outcome }, options),
  )
}

export interface PortalOpener {
  /** Makes a link that opens the hosted portal, once. */
  createSession: (ask: t.CreateSession) => Promise<Pick<t.PortalSession, 'url'>>
  isLoading: boolean
  error: PaymentsError | Error | undefined
}

/** A "Manage billing" button of one's own. */
export function usePaymentsPortal(): PortalOpener {
  const { createSession } = usePayments()
  const [state, setState] = useState<{ isLoading: boolean; error?: Error }>({ isLoading: false })
  const open = useCallback(
    async (ask: t.CreateSession) => {
      setState({ isLoading: true })
      try {
        const session = await createSession(ask)
        setState({ isLoading: false })
        return session
      } catch (reason) {
        setState({ isLoading: false, error: reason instanceof Error ? reason : new Error(String(reason)) })
        throw reason
      }
    },
    [createSession],
  )
  return { createSession: open, isLoading: state.isLoading, error: state.error }
}
