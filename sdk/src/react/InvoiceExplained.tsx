'use client'
import { type ReactNode, useState } from 'react'
import type { InvoiceExplanation } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { useInvoiceExplanation } from './hooks.js'
import { Loaded } from './parts.js'

type ExplainedLine = InvoiceExplanation['lines'][number]

/** A line's amount in words, and exactly. */
function Line({ of, currency }: { of: ExplainedLine; currency: string }): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const { line, formula, discountTotal, taxOnTop, usageEvents } = of
  const money = (amount: number) => format.money(amount, currency)
  const isPlain = !line.proration && line.unitAmount != null && line.quantity != null
  return (
    <li>
      <p className="pay-strong">
        <bdi>{line.description}</bdi> <bdi className="pay-amount">{money(of.charge)}</bdi>
      </p>
      {isPlain ? (
        <p>
          {say('explainUnits', {
            unit: money(Number(line.unitAmount)),
            quantity: format.number(Number(line.quantity)),
          })}
        </p>
      ) : null}
      {usageEvents.length > 0 ? (
        <p>{say('explainUsage', { count: format.number(usageEvents.length) })}</p>
      ) : null}
      {discountTotal !== 0 ? <p>{say('explainDiscount', { amount: money(discountTotal) })}</p> : null}
      {taxOnTop !== 0 ? <p>{say('explainTax', { amount: money(taxOnTop) })}</p> : null}
      {line.price ? (
        <p className="pay-small">
          {say('explainExact', { currency: currency.toUpperCase() })} <code dir="ltr">{formula}</code>
        </p>
      ) : null}
    </li>
  )
}

function Explanation({ of }: { of: InvoiceExplanation }): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const money = (amount: number) => format.money(amount, of.currency)
  return (
    <>
      <ul className="pay-list">
        {of.lines.map((one) => (
          <Line key={one.line.id} of={one} currency={of.currency} />
        ))}
      </ul>
      {of.credits.map((credit) => (
        <p key={`${credit.grant} ${credit.appliedAt}`}>
          {say('explainCredit', { amount: money(credit.amount), left: money(credit.remainingAfter) })}
        </p>
      ))}
      {of.balanceApplied > 0 ? <p>{say('explainBalance', { amount: money(of.balanceApplied) })}</p> : null}
      {of.balanceApplied < 0 ? (
        <p>{say('explainBalanceKept', { amount: money(-of.balanceApplied) })}</p>
      ) : null}
      <p className="pay-strong">{say('explainDue', { amount: money(of.amountDue) })}</p>
    </>
  )
}

/** How an invoice's amounts come about; asked for when it is opened. */
export function InvoiceExplained({ invoiceId }: { invoiceId: string }): ReactNode {
  const { say } = usePayments()
  const [isOpen, setOpen] = useState(false)
  const explanation = useInvoiceExplanation(isOpen ? invoiceId : undefined)
  return (
    <details className="pay-explained" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say('explain')}</summary>
      {isOpen ? <Loaded of={explanation}>{(found) => <Explanation of={found} />}</Loaded> : null}
    </details>
  )
}
