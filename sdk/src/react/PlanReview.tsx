'use client'
import type { ReactNode } from 'react'
import type { PaymentsError } from '../errors.js'
import type { Preview, Subscription } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { useNextInvoiceWords } from './nextInvoice.js'
import { Button, Failure, Loaded } from './parts.js'
import { changeTo, type Choice, manyOf } from './planChoices.js'
import { useAction, useResource } from './resource.js'

/** No is the answer, however often it is asked. */
const isRefusal = ({ status }: PaymentsError) =>
  status >= 400 && status < 500 && ![408, 425, 429].includes(status)

/** What the change costs, to the cent, and one button that does exactly that. */
export function PlanReview({
  subscription,
  choice,
  quantity,
  onBack,
  onRefused,
  onDone,
}: {
  subscription: Subscription
  choice: Choice
  quantity: number
  onBack: (() => void) | undefined
  /** Back to what else there is, after a refusal. */
  onRefused: (why: PaymentsError) => void
  onDone: (subscription: Subscription, words: string) => void
}): ReactNode {
  const { client, say } = usePayments()
  const format = useFormat()
  const thenOf = useNextInvoiceWords()
  const change = changeTo(subscription, { price: choice.price.id, quantity }) ?? {}
  const preview = useResource<Preview>(
    `preview ${subscription.id} ${choice.price.id} ${quantity}`,
    (options) => client.subscriptions.preview(subscription.id, change, options),
  )
  const apply = useAction((options, quote: string) =>
    client.subscriptions.update(subscription.id, { quote }, options),
  )
  const plan = manyOf(choice, quantity)
  const refusal = preview.error && isRefusal(preview.error) ? preview.error : undefined
  if (refusal) {
    return (
      <>
        <Failure error={refusal} />
        <div className="pay-actions">
          <Button onClick={() => onRefused(refusal)}>{say('otherPlan')}</Button>
        </div>
      </>
    )
  }
  return (
    <Loaded of={preview}>
      {(quote) => {
        const now = format.money(quote.dueNow.total, quote.currency)
        const waits = quote.effective === 'period_end'
        const date = format.date(subscription.currentPeriodEnd)
        const confirm = async () => {
          const done = await apply.run(quote.quote)
          if (done) onDone(done, waits ? say('changeSet', { plan, date }) : say('changed', { plan }))
        }
        return (
          <>
            {quote.lines.length > 0 ? (
              <ul className="pay-lines">
                {quote.lines.map((line) => (
                  <li key={line.id}>
                    <span>{line.description}</span>
                    <span className="pay-amount">{format.money(line.amount, quote.currency)}</span>
                  </li>
                ))}
              </ul>
            ) : null}
            {waits ? <p>{say('effectiveEnd', { date })}</p> : null}
            <p className="pay-strong">
              {quote.dueNow.total > 0 ? say('dueNow', { amount: now }) : say('nothingNow')}
            </p>
            {quote.dueNow.credits < 0 ? (
              <p>{say('keptAsCredit', { amount: format.money(-quote.dueNow.credits, quote.currency) })}</p>
            ) : null}
            {quote.nextInvoice ? <p>{thenOf(quote.nextInvoice, quote.currency).join(' ')}</p> : null}
            {apply.error ? (
              <Failure
                error={apply.error}
                retry={() => {
                  apply.reset()
                  preview.reload()
                }}
              />
            ) : null}
            <div className="pay-actions">
              <Button busy={apply.isRunning} onClick={() => void confirm()}>
                {quote.dueNow.total > 0 ? say('confirmChange', { amount: now }) : say('confirmFree')}
              </Button>
              {onBack ? (
                <Button kind="quiet" onClick={onBack}>
                  {say('otherPlan')}
                </Button>
              ) : null}
            </div>
          </>
        )
      }}
    </Loaded>
  )
}
