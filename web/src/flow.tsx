import {
  BillingDetails,
  CardForm,
  type PlanQuestion,
  Section,
  SubscriptionManager,
  usePayments,
} from 'payments.do/react'
import { type ReactNode, useState } from 'react'
import { useFeatures } from './features.js'
import { InvoicePage } from './invoice.js'
import { Title, usePortal } from './shell.js'

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
    setDone(true)
    // The server shows the session nothing but its flow: `portal`, the default, leads back as `redirect` does.
    if (after?.type !== 'confirmation') window.location.assign(after?.returnUrl ?? returnUrl)
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
        return <BillingDetails customerId={id} editable={editable} startsOpen onSaved={finish} />
      case 'invoice_pay':
        return <InvoicePage id={flowData.invoiceId ?? ''} home={false} onPaid={finish} />
    }
  }
  return <div className="narrow">{isDone ? <Finished /> : part()}</div>
}
