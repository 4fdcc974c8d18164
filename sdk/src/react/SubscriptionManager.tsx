'use client'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { Subscription } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { useSubscriptionActions, useSubscriptions } from './hooks.js'
import { later, useLater } from './later.js'
import { Badge, Button, Failure, Loaded, Notice, Section } from './parts.js'
import type { AllowedProduct } from './planChoices.js'
import type { PlanQuestion } from './PlanQuestions.js'
import { allows, canAsk, isEnding } from './planState.js'
import { useDiscountWords, usePendingWords, usePlanName, usePriceWords, useWhen } from './planWords.js'
import { useAction } from './resource.js'

export interface SubscriptionManagerProps {
  customerId?: string | undefined
  /** Only this one. */
  subscriptionId?: string | undefined
  /** This one before the others. */
  firstId?: string | undefined
  /** What the exit survey asks; none: it is not asked. */
  reasons?: readonly string[] | undefined
  /** Nothing ends before a reason was given: of `reasons`, or of all where it has none. */
  surveyRequired?: boolean | undefined
  /** Cancelling ends a plan at once, not with the paid period. */
  endsAtOnce?: boolean | undefined
  /** False hides what ends a plan; the server refuses it as well where it is not allowed. */
  canCancel?: boolean | undefined
  /** False hides what changes a plan. */
  canChange?: boolean | undefined
  /** What may be changed to; default: all that the catalog sells. */
  products?: readonly AllowedProduct[] | undefined
  /** False hides what pauses a plan. */
  canPause?: boolean | undefined
  /** Days at most; default 90. */
  maxPause?: number | undefined
  /** Opens that question at once, for a flow that is about it alone; not where there is nothing to ask any more. */
  asking?: PlanQuestion | undefined
  /** With `asking: 'change'`: straight to what this price costs. */
  priceId?: string | undefined
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

const planQuestions = later(async () => (await import('./PlanQuestions.js')).PlanQuestions)

type PlanProps = Omit<SubscriptionManagerProps, 'customerId' | 'subscriptionId' | 'firstId'> & {
  subscription: Subscription
  reasons: readonly string[]
  /** The version that what was done here has made of it. */
  acted: number | undefined
  tell: (words: string, about: Subscription) => void
}

/**
 * Where the button that was pressed goes away with what it did, nothing would have the focus: the card's heading gets
 * it then, once the card shows the version `acted`.
 */
function useHeading(acted: number | undefined, version: number, isAsking: boolean) {
  const heading = useRef<HTMLHeadingElement>(null)
  const met = useRef<number>(undefined)
  useEffect(() => {
    if (acted === undefined || acted === met.current || version < acted || isAsking) return
    met.current = acted
    if (document.activeElement === document.body) heading.current?.focus()
  }, [acted, version, isAsking])
  return heading
}

function Plan({
  subscription,
  reasons,
  surveyRequired,
  endsAtOnce,
  canCancel = true,
  canChange = true,
  canPause = true,
  maxPause,
  products,
  priceId,
  asking,
  acted,
  tell,
  onChange,
}: PlanProps): ReactNode {
  const { client, say } = usePayments()
  const format = useFormat()
  const nameOf = usePlanName()
  const priceOf = usePriceWords()
  const when = useWhen()
  const discount = useDiscountWords()(subscription)
  const pending = usePendingWords()(subscription)
  const { keep } = useSubscriptionActions()
  const undo = useAction((options, id: string) =>
    client.subscriptions.update(id, { pendingChange: null }, options),
  )
  const resume = useAction((options, id: string) => client.subscriptions.resume(id, options))
  const [question, setQuestion] = useState(
    asking && canAsk(asking, subscription, priceId) ? asking : undefined,
  )
  const questions = useLater(planQuestions, question !== undefined)
  const Questions = questions.data
  const isComing = (one: PlanQuestion) => question === one && questions.isLoading
  const close = () => setQuestion(undefined)
  const finish = (changed: Subscription, words: string) => {
    tell(words, changed)
    close()
    onChange?.(changed)
  }
  const told = (key: 'kept' | 'resumed' | 'changeUndone', changed: Subscription) =>
    finish(
      changed,
      say(key, { plan: nameOf(changed), date: format.date(changed.cancelAt ?? changed.currentPeriodEnd) }),
    )
  const heading = useHeading(acted, subscription.version, question !== undefined)
  return (
    <article className="pay-plan">
      <div className="pay-head">
        <h3 ref={heading} tabIndex={-1}>
          {nameOf(subscription)}
        </h3>
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
      {discount && !subscription.endedAt ? <p>{discount}</p> : null}
      <p>{when(subscription)}</p>
      {pending ? <p>{pending}</p> : null}
      {undo.error ? <Failure error={undo.error} /> : null}
      {keep.error ? <Failure error={keep.error} /> : null}
      {resume.error ? <Failure error={resume.error} /> : null}
      <div className="pay-actions">
        {canChange && canAsk('change', subscription, priceId) ? (
          <Button busy={isComing('change')} onClick={() => setQuestion('change')}>
            {say('changePlan')}
          </Button>
        ) : null}
        {canChange && allows(subscription, 'undo_pending_change') ? (
          <Button
            kind="quiet"
            busy={undo.isRunning}
            onClick={() => void undo.run(subscription.id).then((done) => done && told('changeUndone', done))}
          >
            {say('undoChange')}
          </Button>
        ) : null}
        {canChange && canAsk('restart', subscription) ? (
          <Button busy={isComing('restart')} onClick={() => setQuestion('restart')}>
            {say('restartPlan')}
          </Button>
        ) : null}
        {canPause && allows(subscription, 'resume') ? (
          <Button
            busy={resume.isRunning}
            onClick={() => void resume.run(subscription.id).then((done) => done && told('resumed', done))}
          >
            {say('resumePlan')}
          </Button>
        ) : null}
        {canPause && canAsk('pause', subscription) ? (
          <Button kind="quiet" busy={isComing('pause')} onClick={() => setQuestion('pause')}>
            {say('pausePlan')}
          </Button>
        ) : null}
        {canCancel && isEnding(subscription) ? (
          <Button
            busy={keep.isRunning}
            onClick={() => void keep.run(subscription.id).then((done) => done && told('kept', done))}
          >
            {say('keepPlan')}
          </Button>
        ) : null}
        {canCancel && canAsk('cancel', subscription) ? (
          <Button kind="quiet" busy={isComing('cancel')} onClick={() => setQuestion('cancel')}>
            {say('cancelPlan')}
          </Button>
        ) : null}
      </div>
      {questions.error ? <Failure error={questions.error} retry={questions.reload} /> : null}
      {Questions ? (
        <Questions
          subscription={subscription}
          plan={nameOf(subscription)}
          question={question}
          reasons={reasons}
          surveyRequired={surveyRequired}
          endsAtOnce={endsAtOnce}
          products={products}
          priceId={priceId}
          maxPause={maxPause}
          onClose={close}
          onDone={finish}
        />
      ) : null}
    </article>
  )
}

const noReasons: readonly string[] = []

/** What the customer has, what it costs and when, and how to stop. */
export function SubscriptionManager({
  customerId,
  subscriptionId,
  firstId,
  reasons = noReasons,
  ...rest
}: SubscriptionManagerProps): ReactNode {
  const { say } = usePayments()
  const subscriptions = useSubscriptions(customerId)
  const [last, setLast] = useState<{ words: string; about: Subscription }>()
  return (
    <Section title={say('plan')}>
      <Notice>{last?.words}</Notice>
      <Loaded of={subscriptions}>
        {(all) => {
          // One that was started again lives on in the other.
          const lives = ({ replacedBy }: Subscription) => !all.some(({ id }) => id === replacedBy)
          const list = all.filter((one) => (subscriptionId ? one.id === subscriptionId : lives(one)))
          if (list.length === 0) return <p className="pay-empty">{say('noPlan')}</p>
          const first = list.filter(({ id }) => id === firstId)
          return [...first, ...list.filter((one) => !first.includes(one))].map((one) => (
            <Plan
              key={one.id}
              subscription={one}
              reasons={reasons}
              acted={last?.about.id === one.id ? last.about.version : undefined}
              tell={(words, about) => setLast({ words, about })}
              {...rest}
            />
          ))
        }}
      </Loaded>
    </Section>
  )
}
