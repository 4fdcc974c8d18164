'use client'
import { type ReactNode, useRef } from 'react'
import type { Cancellation, OfferPreview, Subscription } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { useNextInvoiceWords } from './nextInvoice.js'
import { Button, Loaded } from './parts.js'
import { usePlanName, usePriceWords } from './planWords.js'
import { useResource } from './resource.js'

export type Shown = Cancellation['offers'][number]

/** What would be paid now, then, and when. */
function Figures({ preview, terms }: { preview: OfferPreview; terms: Shown['terms'] }): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const nameOf = usePlanName()
  const priceOf = usePriceWords()
  const thenOf = useNextInvoiceWords()
  const { type, currency, items, dueNow, nextInvoice: next, otherwise, until } = preview
  const money = (amount: number) => format.money(amount, currency)
  const charged: [string, string, number][] = preview.lines.map((line) => [
    line.id,
    line.description,
    line.amount,
  ])
  if (dueNow.discount !== 0) charged.push(['discount', say('discount'), -dueNow.discount])
  // Tax that is inside the prices is in the lines already.
  const isOnTop = dueNow.subtotal - dueNow.discount + dueNow.tax - dueNow.credits === dueNow.total
  if (dueNow.tax !== 0 && isOnTop) charged.push(['tax', say('tax'), dueNow.tax])
  if (dueNow.credits > 0) charged.push(['credit', say('credit'), -dueNow.credits])
  const [first = '', ...rest] = next ? thenOf(next, currency) : []
  const isCheaper = type === 'discount' && otherwise && otherwise.total !== next?.total
  const then = next
    ? [
        first,
        isCheaper ? say('offerOtherwise', { amount: money(otherwise.total) }) : '',
        ...rest,
        items.some((item) => item.terms.usageType === 'metered') ? say('offerUsage') : '',
      ].filter((words) => words !== '')
    : []
  return (
    <>
      {type === 'plan' ? (
        <>
          <p>{say('offerPlan', { plan: nameOf(preview), price: items.map(priceOf).join(', ') })}</p>
          {preview.effective === 'period_end' && next ? (
            <p>{say('effectiveEnd', { date: format.date(next.date) })}</p>
          ) : null}
          {charged.length > 0 ? (
            <ul className="pay-lines">
              {charged.map(([key, what, amount]) => (
                <li key={key}>
                  <bdi>{what}</bdi>
                  <span className="pay-amount">{money(amount)}</span>
                </li>
              ))}
            </ul>
          ) : null}
          <p className="pay-strong">
            {dueNow.total > 0 ? say('dueNow', { amount: money(dueNow.total) }) : say('nothingNow')}
          </p>
          {dueNow.credits < 0 ? <p>{say('keptAsCredit', { amount: money(-dueNow.credits) })}</p> : null}
        </>
      ) : null}
      {type === 'pause' && until ? <p>{say('offerPause', { date: format.date(until) })}</p> : null}
      {type === 'credit' ? <p>{say('offerCredit', { amount: money(terms.amount ?? 0) })}</p> : null}
      {then.length > 0 ? <p>{then.join(' ')}</p> : null}
      {type === 'discount' && until ? <p>{say('offerDiscount', { date: format.date(until) })}</p> : null}
    </>
  )
}

/** What taking an offer has brought, in the words of the plan as it is then. */
export function useTakenWords() {
  const { say } = usePayments()
  const format = useFormat()
  const nameOf = usePlanName()
  return (now: Subscription, terms: Shown['terms'] | undefined) => {
    const plan = nameOf(now)
    const change = now.pendingChange
    switch (terms?.type) {
      case 'pause':
        return now.pause?.resumesAt
          ? say('pausedNow', { plan, date: format.date(now.pause.resumesAt) })
          : say('goesOn', { plan })
      case 'plan':
        return change
          ? say('changeSet', { plan: nameOf(change), date: format.date(change.effectiveAt) })
          : say('changed', { plan })
      case 'discount':
        return say('goesOnDiscount', { plan })
      case 'credit':
        return say('goesOnCredit', {
          plan,
          amount: format.money(terms.amount ?? 0, terms.currency ?? now.currency),
        })
      default:
        return say('goesOn', { plan })
    }
  }
}

/** An offer with what it costs; one that can no longer be had is none. */
export function Offer({
  story,
  offer,
  isTaking,
  isRefusing,
  failure,
  onTake,
  onRefuse,
  onLeave,
}: {
  story: Cancellation
  offer: Shown
  isTaking: boolean
  isRefusing: boolean
  /** Why the last press did nothing. */
  failure: ReactNode
  /** With the amount that the button names. */
  onTake: (shown: number) => void
  onRefuse: () => void
  /** The customer stays as things are. */
  onLeave: () => void
}): ReactNode {
  const { client, say, explain } = usePayments()
  const format = useFormat()
  const seen = useRef<OfferPreview>(undefined)
  const preview = useResource<OfferPreview>(`offer ${story.id} ${offer.offer}`, async (options) => {
    // What is being taken is not looked at again: it stands no longer once it is.
    if (isTaking && seen.current) return seen.current
    seen.current = await client.cancellations.preview(story.id, options)
    return seen.current
  })
  const { error } = preview
  const amount = preview.data?.dueNow.total ?? 0
  const refuse = (words: string, kind: 'quiet' | 'danger') => (
    <Button kind={kind} busy={isRefusing} onClick={onRefuse}>
      {words}
    </Button>
  )
  const keep = (
    <Button kind="quiet" onClick={onLeave}>
      {say('keepPlan')}
    </Button>
  )
  if (error && [404, 409].includes(error.status)) {
    return (
      <>
        <p role="status">{explain(error)}</p>
        <div className="pay-actions">
          {refuse(say('cancelGoOn'), 'danger')}
          {keep}
        </div>
      </>
    )
  }
  return (
    <>
      <p className="pay-strong">
        <bdi>{offer.terms.message}</bdi>
      </p>
      <Loaded of={preview}>{(known) => <Figures preview={known} terms={offer.terms} />}</Loaded>
      {offer.expiresAt ? (
        <p className="pay-small">{say('offerUntil', { date: format.date(offer.expiresAt) })}</p>
      ) : null}
      {failure}
      <div className="pay-actions">
        {preview.data ? (
          <Button busy={isTaking} onClick={() => onTake(amount)}>
            {amount > 0
              ? say('offerAcceptPay', { amount: format.money(amount, preview.data.currency) })
              : say('offerAccept')}
          </Button>
        ) : null}
        {refuse(say('offerDecline'), 'quiet')}
        {keep}
      </div>
    </>
  )
}
