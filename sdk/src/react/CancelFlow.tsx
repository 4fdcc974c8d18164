'use client'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Cancellation, StartCancellation, Subscription } from '../types.js'
import { usePayments } from './context.js'
import { Reasons, Recommendation, useSurvey, type Why } from './ExitSurvey.js'
import { isMetered, useFormat } from './format.js'
import { Offer, type Shown, useTakenWords } from './Offer.js'
import { Button, Dialog, Failure } from './parts.js'
import { useAction } from './resource.js'

export interface CancelFlowProps {
  subscription: Subscription
  plan: string
  /** What the exit survey asks; none: it is not asked, unless it is required. */
  reasons: readonly string[]
  /** Nothing ends before a reason was given: of `reasons`, or of all where it has none. */
  surveyRequired?: boolean | undefined
  /** It ends at once, not with the paid period: what the question says. */
  endsAtOnce?: boolean | undefined
  open: boolean
  onClose: () => void
  /** With what was said, once it is canceled, or kept by an offer. */
  onDone: (subscription: Subscription, words: string) => void
}

/** An empty answer is no answer. */
const said = ({ feedback, ...rest }: Why): Why => ({
  ...rest,
  ...(feedback?.trim() ? { feedback: feedback.trim() } : {}),
})

/** The steps of a story, each of which the server may refuse. */
function useStory(subscription: string) {
  const { client } = usePayments()
  return {
    start: useAction((options, why: StartCancellation) =>
      client.cancellations.start(subscription, why, options),
    ),
    accept: useAction((options, id: string, offer: string, amount: number) =>
      client.cancellations.accept(id, { offer, amount }, options),
    ),
    decline: useAction((options, id: string, offer: string) =>
      client.cancellations.decline(id, { offer }, options),
    ),
    confirm: useAction((options, id: string, why: Why) => client.cancellations.confirm(id, why, options)),
  }
}

/** Reason, offer, confirmation: at every step the way out of it stays open. */
export function CancelFlow({
  subscription,
  plan,
  reasons,
  surveyRequired = false,
  endsAtOnce = false,
  open,
  onClose,
  onDone,
}: CancelFlowProps): ReactNode {
  const { client, say, changed } = usePayments()
  const format = useFormat()
  const takenOf = useTakenWords()
  // Nothing that is paid for runs: its end is now, whatever the usual way is.
  const isIdle = subscription.status === 'paused' || subscription.status === 'incomplete'
  const [story, setStory] = useState<Cancellation>()
  const [why, setWhy] = useState<Why>({})
  const [isFinishing, setFinishing] = useState(false)
  const { start, accept, decline, confirm } = useStory(subscription.id)
  const body = useRef<HTMLDivElement>(null)

  const error = start.error ?? accept.error ?? decline.error ?? confirm.error
  const tell = (more: Why) => setWhy((before) => ({ ...before, ...more }))
  const { isRequired, asked } = useSurvey({ reasons, surveyRequired, refusal: error?.code, why, tell })
  const asksWhy = story ? isRequired && !story.survey?.reason : asked.length > 0
  // Also one that has expired meanwhile: going on without it leads to what else there is.
  const offer = story?.status === 'offered' ? story.offers.at(-1) : undefined
  const step = `${story?.id} ${offer?.offer}`
  useEffect(() => {
    // What was pressed is gone; whoever cannot see that hears what stands there now.
    if (story) body.current?.closest('dialog')?.querySelector('h2')?.focus()
  }, [step])

  const begin = (next: Cancellation | undefined) => {
    for (const action of [start, accept, decline, confirm]) action.reset()
    setStory(next)
  }
  const finish = async (words: (now: Subscription) => string) => {
    setFinishing(true)
    try {
      const now = await client.subscriptions.get(subscription.id)
      begin(undefined)
      setWhy({})
      onDone(now, words(now))
    } finally {
      setFinishing(false)
    }
  }
  const stayed = (terms: Shown['terms'] | undefined) =>
    finish((now) => `${say('stayed')} ${takenOf(now, terms)}`)
  const canceled = () =>
    finish((now) =>
      say('canceled', { plan, date: format.date(now.cancelAt ?? now.endedAt ?? now.currentPeriodEnd) }),
    )
  /** After a refusal: the story as it is, which may have gone on in another window, or without an answer. */
  const lookAgain = async () => {
    const now = story && (await client.cancellations.get(story.id).catch(() => undefined))
    if (now?.outcome === 'retained') {
      return stayed(now.offers.find(({ status }) => status === 'accepted')?.terms)
    }
    if (now?.outcome === 'canceled') return canceled()
    if (now) setStory(now.closedAt ? undefined : now)
  }
  const leave = () => {
    // Closing the question is an answer too: the customer stays.
    if (story)
      void client.cancellations
        .abandon(story.id)
        .catch(() => undefined)
        .finally(changed)
    begin(undefined)
    onClose()
  }
  const take = async (taken: Shown, shown: number) => {
    if (!story) return
    await ((await accept.run(story.id, taken.offer, shown)) ? stayed(taken.terms) : lookAgain())
  }
  const refuse = async (id: string) => {
    if (!story) return
    const next = await decline.run(story.id, id)
    if (next) begin(next)
    else await lookAgain()
  }
  const goOn = async (event: FormEvent) => {
    event.preventDefault()
    if (story) {
      await ((await confirm.run(story.id, said(why))) ? canceled() : lookAgain())
      return
    }
    const { wouldRecommend: _, ...first } = said(why)
    const begun = await start.run(first)
    if (begun) begin(begun)
  }
  const failure = error ? <Failure error={error} /> : null

  return (
    <Dialog title={offer ? say('offerTitle') : say('cancelTitle', { plan })} open={open} onClose={leave}>
      <div ref={body}>
        {story && offer ? (
          <Offer
            story={story}
            offer={offer}
            isTaking={accept.isRunning || isFinishing}
            isRefusing={decline.isRunning}
            failure={failure}
            onTake={(shown) => void take(offer, shown)}
            onRefuse={() => void refuse(offer.offer)}
            onLeave={leave}
          />
        ) : (
          <form className="pay-form" onSubmit={(event) => void goOn(event)}>
            <p>
              {endsAtOnce || isIdle
                ? say(isMetered(subscription) ? 'cancelNowUsage' : 'cancelNow')
                : say(isMetered(subscription) ? 'cancelAtEndUsage' : 'cancelAtEnd', {
                    date: format.date(subscription.currentPeriodEnd),
                  })}
            </p>
            {asksWhy ? <Reasons reasons={asked} required={isRequired} why={why} tell={tell} /> : null}
            {story && asked.length > 0 ? <Recommendation why={why} tell={tell} /> : null}
            {failure}
            <div className="pay-actions">
              <Button type="submit" kind="danger" busy={start.isRunning || confirm.isRunning || isFinishing}>
                {story ? say('cancelConfirm') : say('cancelGoOn')}
              </Button>
              <Button kind="quiet" onClick={leave}>
                {say('keepPlan')}
              </Button>
            </div>
          </form>
        )}
      </div>
    </Dialog>
  )
}
