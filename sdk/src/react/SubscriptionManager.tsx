'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Subscription } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { useSubscriptionActions, useSubscriptions } from './hooks.js'
import type { MessageKey } from './messages.js'
import { Badge, Button, Dialog, Failure, Loaded, Notice, Section } from './parts.js'

export interface SubscriptionManagerProps {
  customerId?: string | undefined
  /** Only this one. */
  subscriptionId?: string | undefined
  /** What the exit survey asks; none: it is not asked. */
  reasons?: readonly string[] | undefined
  /** False hides what ends a plan; the server refuses it as well where it is not allowed. */
  canCancel?: boolean | undefined
  /** Opens the question at once, for a flow that is about cancelling alone. */
  canceling?: boolean | undefined
  onChange?: ((subscription: Subscription) => void) | undefined
}

const tones = {
  incomplete: 'warn',
  incomplete_expired: 'bad',
  trialing: 'good',
  active: 'good',
  past_due: 'bad',
  paused: 'warn',
  canceled: 'plain',
  unpaid: 'bad',
} as const

export function usePlanName() {
  return (subscription: Subscription) =>
    subscription.items
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

function useWhen() {
  const { say } = usePayments()
  const format = useFormat()
  return (subscription: Subscription) => {
    const end = format.date(subscription.currentPeriodEnd)
    if (subscription.endedAt) return say('endedOn', { date: format.date(subscription.endedAt) })
    if (subscription.status === 'past_due' || subscription.status === 'unpaid') return say('pastDue')
    if (subscription.cancelAt) return say('endsOn', { date: format.date(subscription.cancelAt) })
    if (subscription.cancelAtPeriodEnd) return say('endsOn', { date: end })
    if (subscription.status === 'trialing' && subscription.trialEnd) {
      return say('trialUntil', { date: format.date(subscription.trialEnd) })
    }
    return say('nextCharge', { date: end })
  }
}

function CancelDialog({
  subscription,
  reasons,
  open,
  onClose,
  onDone,
}: {
  subscription: Subscription
  reasons: readonly string[]
  open: boolean
  onClose: () => void
  onDone: (subscription: Subscription) => void
}): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const nameOf = usePlanName()
  const { cancel } = useSubscriptionActions()
  const [reason, setReason] = useState('')
  const [feedback, setFeedback] = useState('')

  const wordsOf = (name: string) => {
    const words = say(`reason.${name}` as MessageKey)
    return words === `reason.${name}` ? name.replace(/_/g, ' ') : words
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const survey = { cancellationReason: reason || undefined, cancellationFeedback: feedback || undefined }
    const done = await cancel.run(subscription.id, reason || feedback ? survey : undefined)
    if (done) onDone(done)
  }
  return (
    <Dialog title={say('cancelTitle', { plan: nameOf(subscription) })} open={open} onClose={onClose}>
      <p>{say('cancelAtEnd', { date: format.date(subscription.currentPeriodEnd) })}</p>
      <form className="pay-form" onSubmit={(event) => void submit(event)}>
        {reasons.length > 0 ? (
          <>
            <fieldset className="pay-choices">
              <legend>{say('cancelReason')}</legend>
              {reasons.map((one) => (
                <label key={one}>
                  <input
                    type="radio"
                    name="reason"
                    value={one}
                    checked={reason === one}
                    onChange={() => setReason(one)}
                  />
                  {wordsOf(one)}
                </label>
              ))}
            </fieldset>
            <label className="pay-field">
              {say('cancelFeedback')}
              <textarea
                rows={3}
                value={feedback}
                maxLength={500}
                onChange={(event) => setFeedback(event.target.value)}
              />
            </label>
          </>
        ) : null}
        {cancel.error ? <Failure error={cancel.error} /> : null}
        <div className="pay-actions">
          <Button kind="danger" type="submit" busy={cancel.isRunning}>
            {say('cancelConfirm')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {say('keepPlan')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Plan({
  subscription,
  reasons,
  canCancel,
  canceling,
  tell,
  onChange,
}: {
  subscription: Subscription
  reasons: readonly string[]
  canCancel: boolean
  canceling: boolean
  tell: (words: string) => void
  onChange: SubscriptionManagerProps['onChange']
}): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const nameOf = usePlanName()
  const priceOf = usePriceWords()
  const when = useWhen()
  const { keep } = useSubscriptionActions()
  const [asking, setAsking] = useState(canceling)
  const allows = (action: string) =>
    subscription.allowedActions.some((one) => one.action === action && one.allowed)

  const finish = (key: 'canceled' | 'kept', changed: Subscription) => {
    tell(say(key, { plan: nameOf(changed), date: format.date(changed.cancelAt ?? changed.currentPeriodEnd) }))
    setAsking(false)
    onChange?.(changed)
  }
  return (
    <article className="pay-plan">
      <div className="pay-head">
        <h3>{nameOf(subscription)}</h3>
        <Badge tone={tones[subscription.status]}>{say(`status.${subscription.status}`)}</Badge>
      </div>
      <ul className="pay-prices">
        {subscription.items.map((item) => (
          <li key={item.id}>
            {subscription.items.length > 1 ? `${item.terms.description}: ` : ''}
            {priceOf(item)}
          </li>
        ))}
      </ul>
      <p>{when(subscription)}</p>
      {keep.error ? <Failure error={keep.error} /> : null}
      <div className="pay-actions">
        {canCancel && subscription.cancelAtPeriodEnd && !subscription.endedAt ? (
          <Button
            busy={keep.isRunning}
            onClick={() => void keep.run(subscription.id).then((done) => done && finish('kept', done))}
          >
            {say('keepPlan')}
          </Button>
        ) : null}
        {canCancel && allows('cancel_at_period_end') && !subscription.cancelAtPeriodEnd ? (
          <Button kind="quiet" onClick={() => setAsking(true)}>
            {say('cancelPlan')}
          </Button>
        ) : null}
      </div>
      <CancelDialog
        subscription={subscription}
        reasons={reasons}
        open={asking}
        onClose={() => setAsking(false)}
        onDone={(done) => finish('canceled', done)}
      />
    </article>
  )
}

const noReasons: readonly string[] = []

/** What the customer has, what it costs and when, and how to stop. */
export function SubscriptionManager({
  customerId,
  subscriptionId,
  reasons = noReasons,
  canCancel = true,
  canceling = false,
  onChange,
}: SubscriptionManagerProps): ReactNode {
  const { say } = usePayments()
  const subscriptions = useSubscriptions(customerId)
  const [told, setTold] = useState('')
  return (
    <Section title={say('plan')}>
      <Notice>{told}</Notice>
      <Loaded of={subscriptions}>
        {(all) => {
          const list = subscriptionId ? all.filter(({ id }) => id === subscriptionId) : all
          if (list.length === 0) return <p className="pay-empty">{say('noPlan')}</p>
          return list.map((one) => (
            <Plan
              key={one.id}
              subscription={one}
              reasons={reasons}
              canCancel={canCancel}
              canceling={canceling}
              tell={setTold}
              onChange={onChange}
            />
          ))
        }}
      </Loaded>
    </Section>
  )
}
