'use client'
import type { ReactNode } from 'react'
import type { Subscription } from '../types.js'
import { usePayments } from './context.js'
import { Button, Dialog, Failure } from './parts.js'
import { useDiscountWords, usePlanName, usePriceWords } from './planWords.js'
import { useAction } from './resource.js'

export interface RestartProps {
  subscription: Subscription
  plan: string
  open: boolean
  onClose: () => void
  onDone: (subscription: Subscription, words: string) => void
}

/** A plan that has ended begins anew: what that charges, and one button. */
export function RestartDialog({ subscription, plan, open, onClose, onDone }: RestartProps): ReactNode {
  const { client, say } = usePayments()
  const nameOf = usePlanName()
  const priceOf = usePriceWords()
  const discount = useDiscountWords()(subscription)
  const restart = useAction((options, id: string) => client.subscriptions.reactivate(id, {}, options))
  const begin = async () => {
    const begun = await restart.run(subscription.id)
    if (!begun) return
    const waits = begun.status === 'incomplete'
    onDone(begun, waits ? say('firstPayment') : say('changed', { plan: nameOf(begun) }))
  }
  const isPaidAhead = subscription.items.some(({ terms }) => terms.usageType === 'licensed')
  return (
    <Dialog title={say('restartTitle', { plan })} open={open} onClose={onClose}>
      <p className="pay-strong">{subscription.items.map(priceOf).join(', ')}</p>
      {discount ? <p>{discount}</p> : null}
      <p>{say(isPaidAhead ? 'restartText' : 'restartUsage')}</p>
      {restart.error ? <Failure error={restart.error} /> : null}
      <div className="pay-actions">
        <Button busy={restart.isRunning} onClick={() => void begin()}>
          {say('restartConfirm')}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {say('notNow')}
        </Button>
      </div>
    </Dialog>
  )
}
