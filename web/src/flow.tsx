import {
  BillingDetails,
  canAsk,
  CardForm,
  isSettled,
  type PlanQuestion,
  Section,
  SubscriptionManager,
  usePayments,
  useSubscriptions,
} from 'payments.do/react'
import { type ReactNode, useState } from 'react'
import { useFeatures } from './features.js'
import { InvoicePage } from './invoice.js'
import { Title, usePortal } from './shell.js'

/** Back where the customer came from; where the flow has come to its end, with what the session was made to say. */
function WayOn({ isDone }: { isDone: boolean }): ReactNode {
  const { data, tell, host } = usePortal()
  const after = data.session.flowData?.afterCompletion
  return (
    <>
      {isDone ? <p>{after?.message ?? tell('flowDoneText')}</p> : null}
      <p>
        <a className="pay-button pay-main" href={after?.returnUrl ?? data.session.returnUrl} rel="noreferrer">
          {tell('backToApp', { host })}
        </a>
      </p>
    </>
  )
}

/** The end of a flow. */
function Finished(): ReactNode {
  const { tell } = usePortal()
  return (
    <section className="pay-section">
      <Title>{tell('flowDone')}</Title>
      <WayOn isDone />
    </section>
  )
}

/**
 * A flow about a plan. A link lives longer than its question: where what it is for is so already, or cannot be any
 * more, the plan's card says what is so and takes it back where that can be, and the way on is a link.
 */
function PlanFlow({ asking, finish }: { asking: PlanQuestion; finish: () => void }): ReactNode {
  const { data } = usePortal()
  const { plan } = useFeatures()
  const id = data.customer.id
  const { subscriptionId, priceId } = data.session.flowData ?? {}
  const price = priceId ?? undefined
  const subscription = useSubscriptions(id).data?.find((one) => one.id === subscriptionId)
  const isDone = subscription !== undefined && isSettled(asking, subscription, price)
  const [wasOver] = useState(subscription !== undefined && !canAsk(asking, subscription, price))
  return (
    <>
      <SubscriptionManager
        customerId={id}
        subscriptionId={subscriptionId ?? undefined}
        asking={asking}
        priceId={price}
        {...plan}
        canCancel={asking === 'cancel'}
        canChange={asking === 'change'}
        canPause={asking === 'pause'}
        // Taking back what was done is not what the flow is for: it ends nothing.
        onChange={isDone ? undefined : finish}
      />
      {wasOver ? (
        <section className="pay-section">
          <WayOn isDone={isDone} />
        </section>
      ) : null}
    </>
  )
}

/** One flow alone: what the session was made for, and the way back. */
export function Flow(): ReactNode {
  const { data } = usePortal()
  const { say } = usePayments()
  const { editable } = useFeatures()
  const [isDone, setDone] = useState(false)
  const { flowData, returnUrl } = data.session
  const id = data.customer.id
  const finish = () => {
    const after = flowData?.afterCompletion
    setDone(true)
    // The server shows the session nothing but its flow: `portal`, the default, leads back as `redirect` does.
    if (after?.type !== 'confirmation') window.location.assign(after?.returnUrl ?? returnUrl)
  }
  const part = () => {
    switch (flowData?.type) {
      case 'subscription_cancel':
        return <PlanFlow asking="cancel" finish={finish} />
      case 'subscription_update':
        return <PlanFlow asking="change" finish={finish} />
      case 'subscription_pause':
        return <PlanFlow asking="pause" finish={finish} />
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
