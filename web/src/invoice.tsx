import type { Invoice } from 'payments.do'
import {
  Button,
  InvoiceExplained,
  InvoiceStatus,
  isPayable,
  Loaded,
  PayButton,
  PaymentMethodManager,
  PdfLink,
  useFormat,
  useInvoice,
  usePaymentMethods,
  usePayments,
} from 'payments.do/react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useFeatures } from './features.js'
import { Title, usePortal } from './shell.js'

function Lines({ invoice }: { invoice: Invoice }): ReactNode {
  const { say } = usePayments()
  const { tell } = usePortal()
  const format = useFormat()
  return (
    <div className="pay-scroll" tabIndex={0} role="group" aria-label={say('description')}>
      <table className="pay-table wrap">
        <thead>
          <tr>
            <th scope="col">{say('description')}</th>
            <th scope="col" className="pay-amount">
              {say('quantity')}
            </th>
            <th scope="col" className="pay-amount">
              {say('amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {invoice.lines.map((line) => (
            <tr key={line.id}>
              <th scope="row">
                {line.description}
                {line.period.start === line.period.end ? null : (
                  <>
                    <br />
                    <span className="pay-small">
                      {tell('period', {
                        start: format.date(line.period.start),
                        end: format.date(line.period.end),
                      })}
                    </span>
                  </>
                )}
              </th>
              <td className="pay-amount">{line.quantity == null ? '' : format.number(line.quantity)}</td>
              <td className="pay-amount">{format.money(line.amount, invoice.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Sums({ invoice }: { invoice: Invoice }): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const sums = [
    ['subtotal', invoice.subtotal, true],
    ['discount', -invoice.discountTotal, invoice.discountTotal !== 0],
    ['tax', invoice.taxTotal, invoice.taxTotal !== 0],
    ['total', invoice.total, true],
    ['credit', -invoice.creditsApplied, invoice.creditsApplied !== 0],
    ['balanceUsed', -invoice.balanceApplied, invoice.balanceApplied > 0],
    ['balanceKept', -invoice.balanceApplied, invoice.balanceApplied < 0],
    ['amountDue', invoice.amountDue - invoice.amountPaid, isPayable(invoice)],
  ] as const
  return (
    <dl className="facts sums">
      {sums
        .filter(([, , shown]) => shown)
        .map(([name, amount]) => (
          <div key={name} className={`sum${name === 'total' || name === 'amountDue' ? ' all' : ''}`}>
            <dt>{say(name)}</dt>
            <dd>{format.money(amount, invoice.currency)}</dd>
          </div>
        ))}
    </dl>
  )
}

/** One invoice, to read, to pay and to print. */
export function InvoicePage({
  id,
  home,
  onPaid,
}: {
  id: string
  home: boolean
  onPaid?: (() => void) | undefined
}): ReactNode {
  const { say } = usePayments()
  const { data, tell } = usePortal()
  const format = useFormat()
  const { isOn } = useFeatures()
  const invoice = useInvoice(id)
  const { customer } = data
  const charged = usePaymentMethods(customer.id).data?.find(({ isDefault }) => isDefault)?.id
  const actions = useRef<HTMLDivElement>(null)
  const hasAdded = useRef(false)
  useEffect(() => {
    // Whoever adds a card here wants to pay with it, and the button stands above the cards.
    if (hasAdded.current) actions.current?.querySelector('button')?.focus()
    hasAdded.current = false
  }, [charged])
  return (
    <div className="narrow">
      {home ? (
        <p className="crumb">
          <a href="#/">
            <span className="arrow">←</span> {tell('home')}
          </a>
        </p>
      ) : null}
      <Loaded of={invoice}>
        {(one) => (
          <>
            <section className="pay-section">
              <div className="pay-head">
                <Title>{tell('invoice', { number: one.number ?? say('draft') })}</Title>
                <InvoiceStatus invoice={one} />
              </div>
              <dl className="facts">
                <dt>{tell('invoiceFor')}</dt>
                <dd>{[customer.name, customer.email].filter(Boolean).join(', ')}</dd>
                <dt>{tell('invoiceDate')}</dt>
                <dd>{format.date(one.created)}</dd>
                {one.dueDate ? (
                  <>
                    <dt>{tell('due')}</dt>
                    <dd>{format.date(one.dueDate)}</dd>
                  </>
                ) : null}
              </dl>
              <Lines invoice={one} />
              <Sums invoice={one} />
              {one.number ? <InvoiceExplained invoiceId={one.id} /> : null}
              <div className="pay-actions" ref={actions}>
                {/* What was said of one card says nothing about the next. */}
                <PayButton key={charged} invoice={one} paymentMethod={charged} onPaid={onPaid} />
                <PdfLink invoice={one} />
                <Button kind="quiet" onClick={() => window.print()}>
                  {say('print')}
                </Button>
              </div>
            </section>
            {isPayable(one) ? (
              <div className="payWith">
                <PaymentMethodManager
                  customerId={customer.id}
                  readOnly={!isOn('paymentMethodUpdate')}
                  onPaymentMethodAdded={() => {
                    hasAdded.current = true
                  }}
                />
              </div>
            ) : null}
          </>
        )}
      </Loaded>
    </div>
  )
}
