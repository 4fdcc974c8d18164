import {
  BillingDetails,
  CreditView,
  InvoiceList,
  PaymentMethodManager,
  SubscriptionManager,
} from 'payments.do/react'
import type { ReactNode } from 'react'
import { invoicesAtFirst } from './data.js'
import { useFeatures } from './features.js'
import { Part, usageView } from './parts.js'
import { Title, usePortal } from './shell.js'

/** What do I have, what will I pay and when, is anything wrong, how do I stop: first and at once. */
export function Home(): ReactNode {
  const { data } = usePortal()
  const { isOn, plan, editable } = useFeatures()
  const id = data.customer.id
  return (
    <div className="columns">
      <div>
        <SubscriptionManager customerId={id} firstId={data.session.subscription} {...plan} />
        {isOn('invoiceHistory') ? (
          <InvoiceList
            customerId={id}
            limit={invoicesAtFirst}
            hrefOf={(invoice) => `#/invoices/${invoice.id}`}
          />
        ) : null}
        {isOn('usage') ? <Part of={usageView} with={{ customerId: id }} /> : null}
      </div>
      <div>
        <PaymentMethodManager customerId={id} readOnly={!isOn('paymentMethodUpdate')} />
        {isOn('credits') ? <CreditView customerId={id} /> : null}
        <BillingDetails customerId={id} editable={editable} />
      </div>
    </div>
  )
}

export function NothingHere(): ReactNode {
  const { tell } = usePortal()
  return (
    <div className="narrow">
      <section className="pay-section">
        <Title>{tell('nothingHere')}</Title>
        <p>{tell('nothingHereText')}</p>
        <p>
          <a href="#/">{tell('home')}</a>
        </p>
      </section>
    </div>
  )
}
