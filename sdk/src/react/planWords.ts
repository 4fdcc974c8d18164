'use client'
import type { Subscription } from '../types.js'
import { usePayments } from './context.js'
import { isMetered, useFormat } from './format.js'

/** What is subscribed to, by its names. */
export function usePlanName() {
  return ({ items }: Pick<Subscription, 'items'>) =>
    items
      .map(({ terms, quantity }) =>
        quantity && quantity > 1 ? `${terms.description} × ${quantity}` : terms.description,
      )
      .join(', ')
}

type Item = Subscription['items'][number]

/** What an item costs and how often, in words. */
export function usePriceWords() {
  const { say } = usePayments()
  const format = useFormat()
  return ({ terms, quantity }: Item) => {
    if (terms.usageType === 'metered' || terms.unitAmount == null) return say('byUsage')
    const amount = format.money(Number(terms.unitAmount) * (quantity ?? 1), terms.currency)
    if (terms.intervalCount === 1) return say(`every.${terms.interval}`, { amount })
    return say('every.some', { amount, count: terms.intervalCount, unit: say(`unit.${terms.interval}`) })
  }
}

/** How much is taken off, and from which invoices; nothing where nothing is. */
export function useDiscountWords() {
  const { say, locale } = usePayments()
  const format = useFormat()
  return ({ discount, currency, currentPeriodStart }: Subscription) => {
    if (!discount) return undefined
    const { percentOff, amountOff, once, endsAt } = discount
    // Taken off until a period begins that has none; what is left of the last one shows none to come.
    if (endsAt && Date.parse(endsAt) <= Date.parse(currentPeriodStart)) return undefined
    const amount =
      amountOff == null
        ? new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(
            Number(percentOff) / 100,
          )
        : format.money(amountOff, discount.currency ?? currency)
    if (once) return say('discountOnce', { amount })
    return endsAt
      ? say('discountUntil', { amount, date: format.date(endsAt) })
      : say('discountAlways', { amount })
  }
}

/** What the plan becomes with the period's end, where that is set. */
export function usePendingWords() {
  const { say } = usePayments()
  const format = useFormat()
  const nameOf = usePlanName()
  const priceOf = usePriceWords()
  return ({ pendingChange: change }: Subscription) =>
    change &&
    say('becomes', {
      plan: nameOf(change),
      date: format.date(change.effectiveAt),
      price: change.items.map(priceOf).join(', '),
    })
}

/** Where it stands, and what comes when. */
export function useWhen() {
  const { say } = usePayments()
  const format = useFormat()
  return (subscription: Subscription) => {
    const end = format.date(subscription.currentPeriodEnd)
    if (subscription.endedAt) return say('endedOn', { date: format.date(subscription.endedAt) })
    if (subscription.status === 'incomplete') return say('firstPayment')
    if (subscription.status === 'past_due' || subscription.status === 'unpaid') return say('pastDue')
    if (subscription.status === 'paused' && subscription.pause?.resumesAt) {
      return say('pausedUntil', { date: format.date(subscription.pause.resumesAt) })
    }
    if (subscription.pause) return say('pausesOn', { date: format.date(subscription.pause.startsAt) })
    if (subscription.cancelAt || subscription.cancelAtPeriodEnd) {
      const date = subscription.cancelAt ? format.date(subscription.cancelAt) : end
      return say(isMetered(subscription) ? 'endsOnUsage' : 'endsOn', { date })
    }
    if (subscription.status === 'trialing' && subscription.trialEnd) {
      return say('trialUntil', { date: format.date(subscription.trialEnd) })
    }
    return say('nextCharge', { date: end })
  }
}
