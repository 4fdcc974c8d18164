'use client'
import { type ReactNode, useState } from 'react'
import type { Invoice } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { useConfirmPayment, useInvoices, usePayInvoice } from './hooks.js'
import type { MessageKey } from './messages.js'
import { Badge, Button, Failure, Loaded, Notice, Section } from './parts.js'

export interface InvoiceListProps {
  /** Left out with a customer token. */
  customerId?: string | undefined
  /** How many at first, 1 to 100; default 10. */
  limit?: number | undefined
  /** Renders each invoice in your own way. */
  renderInvoice?: ((invoice: Invoice) => ReactNode) | undefined
  /** Makes the number a link. */
  hrefOf?: ((invoice: Invoice) => string) | undefined
}

const tones = { draft: 'plain', open: 'warn', paid: 'good', void: 'plain', uncollectible: 'bad' } as const

export function InvoiceStatus({ invoice }: { invoice: Invoice }): ReactNode {
  const { say } = usePayments()
  return <Badge tone={tones[invoice.status]}>{say(`invoice.${invoice.status}` as MessageKey)}</Badge>
}

interface PayProps {
  invoice: Invoice
  onPaid?: ((invoice: Invoice) => void) | undefined
}

export interface PayButtonProps extends PayProps {
  /** What is charged; default: the subscription's own, else the customer's default. */
  paymentMethod?: string | undefined
}

/** What the bank asks before the money moves. */
function BankStep({ invoice, payment, onPaid }: PayProps & { payment: string }): ReactNode {
  const { client, say } = usePayments()
  const format = useFormat()
  const confirm = useConfirmPayment()
  const answer = async (outcome: 'succeeded' | 'failed') => {
    const done = await confirm.run(payment, outcome)
    if (done?.status === 'succeeded') onPaid?.(await client.invoices.get(invoice.id))
  }
  const amount = format.money(invoice.amountDue - invoice.amountPaid, invoice.currency)
  return (
    <div className="pay-failure" role="alert">
      <p>{say('bankAsks', { amount })}</p>
      <div className="pay-actions">
        <Button busy={confirm.isRunning} onClick={() => void answer('succeeded')}>
          {say('bankYes')}
        </Button>
        <Button kind="quiet" busy={confirm.isRunning} onClick={() => void answer('failed')}>
          {say('bankNo')}
        </Button>
      </div>
      {confirm.error ? <Failure error={confirm.error} /> : null}
    </div>
  )
}

/** Is there something to pay? Also what was given up can still be paid. */
export const isPayable = ({ status, amountDue, amountPaid }: Invoice): boolean =>
  (status === 'open' || status === 'uncollectible') && amountDue > amountPaid

/** Pays an open invoice; says what came of it. */
export function PayButton({ invoice, onPaid, paymentMethod }: PayButtonProps): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const pay = usePayInvoice()
  if (!isPayable(invoice)) return null
  if (invoice.paymentError?.code === 'authentication_required' && invoice.payment) {
    return <BankStep invoice={invoice} payment={invoice.payment} onPaid={onPaid} />
  }
  const left = format.money(invoice.amountDue - invoice.amountPaid, invoice.currency)
  return (
    <>
      <Button
        busy={pay.isRunning}
        onClick={() => void pay.run(invoice.id, paymentMethod).then((done) => done && onPaid?.(done))}
      >
        {say('pay', { amount: left })}
      </Button>
      {pay.error ? (
        <Failure
          error={pay.error}
          because={pay.error.code === 'payment_failed' ? invoice.paymentError?.code : undefined}
        />
      ) : null}
    </>
  )
}

/** The invoice as a PDF, where there is one. */
export function PdfLink({ invoice }: { invoice: Invoice }): ReactNode {
  const { say } = usePayments()
  if (!invoice.pdfUrl) return null
  return (
    <a href={invoice.pdfUrl} aria-label={say('downloadOf', { number: invoice.number ?? '' })}>
      {say('download')}
    </a>
  )
}

function Row({
  invoice,
  hrefOf,
  onPaid,
}: {
  invoice: Invoice
  hrefOf: InvoiceListProps['hrefOf']
  onPaid: (invoice: Invoice) => void
}): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const number = invoice.number ?? say('draft')
  return (
    <tr>
      <th scope="row">
        {hrefOf ? (
          <a href={hrefOf(invoice)} aria-label={say('details', { number })}>
            {number}
          </a>
        ) : (
          number
        )}
      </th>
      <td>{format.date(invoice.created)}</td>
      <td className="pay-amount">{format.money(invoice.amount, invoice.currency)}</td>
      <td>
        <InvoiceStatus invoice={invoice} />
      </td>
      <td>
        <PayButton invoice={invoice} onPaid={onPaid} /> <PdfLink invoice={invoice} />
      </td>
    </tr>
  )
}

/** The customer's invoices, newest first. */
export function InvoiceList({ customerId, limit = 10, renderInvoice, hrefOf }: InvoiceListProps): ReactNode {
  const { say } = usePayments()
  const [shown, setShown] = useState(limit)
  const [paid, setPaid] = useState<Invoice>()
  const invoices = useInvoices(customerId, shown)
  return (
    <Section title={say('invoices')}>
      <Notice>{paid ? say('paid', { number: paid.number ?? '' }) : null}</Notice>
      <Loaded of={invoices}>
        {(list) =>
          list.length === 0 ? (
            <p className="pay-empty">{say('noInvoices')}</p>
          ) : (
            <>
              {renderInvoice ? (
                <div className="pay-list">{list.map(renderInvoice)}</div>
              ) : (
                <div className="pay-scroll" tabIndex={0} role="group" aria-label={say('invoices')}>
                  <table className="pay-table pay-stack">
                    <thead>
                      <tr>
                        <th scope="col">{say('number')}</th>
                        <th scope="col">{say('date')}</th>
                        <th scope="col" className="pay-amount">
                          {say('amount')}
                        </th>
                        <th scope="col">{say('status')}</th>
                        <td />
                      </tr>
                    </thead>
                    <tbody>
                      {list.map((one) => (
                        <Row key={one.id} invoice={one} hrefOf={hrefOf} onPaid={setPaid} />
                      ))}
                    </tbody>
                  </table>
                </div>
              )}
              {list.hasMore && shown < 100 ? (
                <Button kind="quiet" onClick={() => setShown(Math.min(100, shown + limit))}>
                  {say('more')}
                </Button>
              ) : null}
            </>
          )
        }
      </Loaded>
    </Section>
  )
}
