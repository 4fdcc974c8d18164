'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Cancellation, StartCancellation, Subscription } from '../types.js'
import { usePayments } from './context.js'
import { isMetered, useFormat } from './format.js'
import type { MessageKey } from './messages.js'
import { Button, Dialog, Failure } from './parts.js'
import { useAction } from './resource.js'

/** What the customer said, as the server takes it. */
type Why = Pick<StartCancellation, 'reason' | 'feedback'>

export interface CancelFlowProps {
  subscription: Subscription
  plan: string
  /** What the exit survey asks; none: it is not asked. */
  reasons: readonly string[]
  /** It ends at once, not with the paid period: what the question says. */
  endsAtOnce?: boolean | undefined
  open: boolean
  onClose: () => void
  /** With what was said, once it is canceled, or kept by an offer. */
  onDone: (subscription: Subscription, words: string) => void
}

/** Why? Each answer is one press; none is needed. */
function Survey({
  reasons,
  reason,
  setReason,
  feedback,
  setFeedback,
}: {
  reasons: readonly string[]
  reason: string
  setReason: (reason: string) => void
  feedback: string
  setFeedback: (feedback: string) => void
}): ReactNode {
  const { say } = usePayments()
  const wordsOf = (name: string) => {
    const words = say(`reason.${name}` as MessageKey)
    return words === `reason.${name}` ? name.replace(/_/g, ' ') : words
  }
  return (
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
          maxLength={1000}
          onChange={(event) => setFeedback(event.target.value)}
        />
      </label>
    </>
  )
}

/** Reason, offer, confirmation: at every step the way out of it stays open. */
export function CancelFlow({
  subscription,
  plan,
  reasons,
  endsAtOnce = false,
  open,
  onClose,
  onDone,
}: CancelFlowProps): ReactNode {
  const { client, say, changed } = usePayments()
  const format = useFormat()
  const [story, setStory] = useState<Cancellation>()
  const [reason, setReason] = useState('')
  const [feedback, setFeedback] = useState('')
  const start = useAction((options, why: Why) => client.cancellations.start(subscription.id, why, options))
  const accept = useAction((options, id: string, offer: string) =>
    client.cancellations.accept(id, { offer }, options),
  )
  const decline = useAction((options, id: string, offer: string) =>
    client.cancellations.decline(id, { offer }, options),
  )
  const confirm = useAction((options, id: string, why: Why) => client.cancellations.confirm(id, why, options))

  const why: Why = {
    ...(reason ? { reason: reason as NonNullable<Why['reason']> } : {}),
    ...(feedback ? { feedback } : {}),
  }
  const offer =
    story?.status === 'offered' ? story.offers.find(({ status }) => status === 'shown') : undefined
  const finish = async (words: (now: Subscription) => string) => {
    const now = await client.subscriptions.get(subscription.id)
    setStory(undefined)
    onDone(now, words(now))
  }
  const leave = () => {
    // Closing the question is an answer too: the customer stays.
    if (story)
      void client.cancellations
        .abandon(story.id)
        .catch(() => undefined)
        .finally(changed)
    setStory(undefined)
    onClose()
  }
  const begin = async (event: FormEvent) => {
    event.preventDefault()
    const begun = await start.run(why)
    if (begun) setStory(begun)
  }
  const take = async (id: string) => {
    if (story && (await accept.run(story.id, id))) await finish(() => say('stayed', { plan }))
  }
  const refuse = async (id: string) => {
    const next = story && (await decline.run(story.id, id))
    if (next) setStory(next)
  }
  const end = async () => {
    if (!story || !(await confirm.run(story.id, why))) return
    await finish((now) =>
      say('canceled', { plan, date: format.date(now.cancelAt ?? now.endedAt ?? now.currentPeriodEnd) }),
    )
  }
  const error = start.error ?? accept.error ?? decline.error ?? confirm.error

  return (
    <Dialog title={offer ? say('offerTitle') : say('cancelTitle', { plan })} open={open} onClose={leave}>
      {offer ? (
        <>
          <p className="pay-strong">{offer.terms.message}</p>
          {offer.expiresAt ? (
            <p className="pay-small">{say('offerUntil', { date: format.date(offer.expiresAt) })}</p>
          ) : null}
          {error ? <Failure error={error} /> : null}
          <div className="pay-actions">
            <Button busy={accept.isRunning} onClick={() => void take(offer.offer)}>
              {say('offerAccept')}
            </Button>
            <Button kind="quiet" busy={decline.isRunning} onClick={() => void refuse(offer.offer)}>
              {say('offerDecline')}
            </Button>
          </div>
        </>
      ) : (
        <form className="pay-form" onSubmit={(event) => void (story ? undefined : begin(event))}>
          <p>
            {endsAtOnce
              ? say(isMetered(subscription) ? 'cancelNowUsage' : 'cancelNow')
              : say(isMetered(subscription) ? 'cancelAtEndUsage' : 'cancelAtEnd', {
                  date: format.date(subscription.currentPeriodEnd),
                })}
          </p>
          {!story && reasons.length > 0 ? (
            <Survey
              reasons={reasons}
              reason={reason}
              setReason={setReason}
              feedback={feedback}
              setFeedback={setFeedback}
            />
          ) : null}
          {error ? <Failure error={error} /> : null}
          <div className="pay-actions">
            {story ? (
              <Button kind="danger" busy={confirm.isRunning} onClick={() => void end()}>
                {say('cancelConfirm')}
              </Button>
            ) : (
              <Button type="submit" kind="danger" busy={start.isRunning}>
                {say('cancelGoOn')}
              </Button>
            )}
            <Button kind="quiet" onClick={leave}>
              {say('keepPlan')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
