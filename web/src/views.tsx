import type { PortalFeatures } from 'payments.do'
import {
  BillingDetails,
  CardForm,
  CreditView,
  type DetailField,
  InvoiceList,
  PaymentMethodManager,
  type PlanQuestion,
  Section,
  SubscriptionManager,
  UsageView,
  usePayments,
} from 'payments.do/react'
import { type ReactNode, useState } from 'react'
import { invoicesAtFirst } from './data.js'
import { InvoicePage } from './invoice.js'
import { Title, usePortal } from './shell.js'

function useFeatures() {
  const { data } = usePortal()
  const { features } = data.configuration
  const isOn = (name: keyof PortalFeatures) => features[name]?.enabled === true
  const survey = features.subscriptionCancel?.cancellationReason
  return {
    isOn,
    plan: {
      reasons: survey?.enabled ? (survey.options ?? []) : [],
      endsAtOnce: features.subscriptionCancel?.mode === 'immediately',
      canCancel: isOn('subscriptionCancel'),
      canChange: isOn('subscriptionUpdate'),
      products: features.subscriptionUpdate?.products ?? [],
      canPause: isOn('subscriptionPause'),
      maxPause: features.subscriptionPause?.maxDuration ?? undefined,
    },
    editable: isOn('customerUpdate')
      ? ((features.customerUpdate?.allowedUpdates ?? []) as DetailField[])
      : [],
  }
}

/** What do I have, what will I pay and when, is anything wrong, how do I stop: first and at once. */
export function Home(): ReactNode {
  const { data } = usePortal()
  const { isOn, plan, editable } = useFeatures()
  const id = data.customer.id
  return (
    <div className="columns">
      <div>
        <SubscriptionManager customerId={id} {...plan} />
        {isOn('invoiceHistory') ? (
          <InvoiceList
            customerId={id}
            limit={invoicesAtFirst}
            hrefOf={(invoice) => `#/invoices/${invoice.id}`}
          />
        ) : null}
        {isOn('usage') ? <UsageView customerId={id} /> : null}
      </div>
      <div>
        <PaymentMethodManager customerId={id} readOnly={!isOn('paymentMethodUpdate')} />
        {isOn('credits') ? <CreditView customerId={id} /> : null}
        <BillingDetails customerId={id} editable={editable} />
      </div>
    </div>
  )
}

/** The end of a flow: back where the customer came from, or what the session was made to say. */
function Finished(): ReactNode {
  const { data, tell, host } = usePortal()
  const after = data.session.flowData?.afterCompletion
  return (
    <section className="pay-section">
      <Title>{tell('flowDone')}</Title>
      <p>{after?.message ?? tell('flowDoneText')}</p>
      <p>
        <a className="pay-button pay-main" href={after?.returnUrl ?? data.session.returnUrl} rel="noreferrer">
          {tell('backToApp', { host })}
        </a>
      </p>
    </section>
  )
}

/** One flow alone: what the session was made for, and the way back. */
export function Flow(): ReactNode {
  const { data } = usePortal()
  const { say } = usePayments()
  const { plan, editable } = useFeatures()
  const [isDone, setDone] = useState(false)
  const { flowData, returnUrl } = data.session
  const id = data.customer.id
  const finish = () => {
    const after = flowData?.afterCompletion
    if (after?.type === 'redirect') window.location.assign(after.returnUrl ?? returnUrl)
    else setDone(true)
  }
  const only = (asking: PlanQuestion) => (
    <SubscriptionManager
      customerId={id}
      subscriptionId={flowData?.subscriptionId ?? undefined}
      asking={asking}
      priceId={flowData?.priceId ?? undefined}
      {...plan}
      canCancel={asking === 'cancel'}
      canChange={asking === 'change'}
      canPause={asking === 'pause'}
      onChange={finish}
    />
  )
  const part = () => {
    switch (flowData?.type) {
      case 'subscription_cancel':
        return only('cancel')
      case 'subscription_update':
        return only('change')
      case 'subscription_pause':
        return only('pause')
      case 'payment_method_update':
        return (
          <Section title={say('addCard')}>
            <CardForm customerId={id} onAdded={finish} />
          </Section>
        )
      case 'customer_update':
        return <BillingDetails customerId={id} editable={editable} />
      case 'invoice_pay':
        return <InvoicePage id={flowData.invoiceId ?? ''} home={false} />
    }
  }
  return <div className="narrow">{isDone ? <Finished /> : part()}</div>
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
