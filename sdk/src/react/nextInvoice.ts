'use client'
import type { OfferPreview } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'

type NextInvoice = NonNullable<OfferPreview['nextInvoice']>

/** What the next invoice comes to, and what is left of it to pay; in the customer's favour it asks for nothing. */
export function useNextInvoiceWords() {
  const { say } = usePayments()
  const format = useFormat()
  return ({ date: at, total, amountDue }: NextInvoice, currency: string): string[] => {
    const money = (amount: number) => format.money(amount, currency)
    const date = format.date(at)
    if (total < 0) return [say('thenNothing', { date }), say('keptAsCredit', { amount: money(-total) })]
    // More than its total is asked for where something was owed before.
    const then = say('thenOn', { date, amount: money(Math.max(total, amountDue)) })
    if (amountDue >= total) return [then]
    return [
      then,
      amountDue > 0 ? say('offerCreditLeaves', { amount: money(amountDue) }) : say('creditPaysAll'),
    ]
  }
}
