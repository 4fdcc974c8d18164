'use client'
import type { ReactNode } from 'react'
import type { PaymentMethod } from '../types.js'
import { usePayments } from './context.js'
import { Button, Failure } from './parts.js'
import { useAction } from './resource.js'

export interface CardQuestionProps {
  method: PaymentMethod
  /** As people call it. */
  name: string
  onConfirmed: () => void
}

/** What the bank asks before a new card can be charged: on its own page, or here in the sandbox. */
export function CardQuestion({ method, name, onConfirmed }: CardQuestionProps): ReactNode {
  const { client, say } = usePayments()
  const confirm = useAction((options, id: string, authenticated: boolean) =>
    client.paymentMethods.confirm(id, { authenticated }, options),
  )
  const answer = async (isHolder: boolean) => {
    const done = await confirm.run(method.id, isHolder)
    if (done?.status === 'ready') onConfirmed()
  }
  return (
    <div className="pay-failure pay-wide" role="alert">
      <p>{say('bankAsksCard', { card: name })}</p>
      <div className="pay-actions">
        {method.nextActionUrl ? (
          <a className="pay-button pay-main" href={method.nextActionUrl} target="_blank" rel="noreferrer">
            {say('bankPage')}
          </a>
        ) : null}
        <Button busy={confirm.isRunning} onClick={() => void answer(true)}>
          {say(method.nextActionUrl ? 'bankAnswered' : 'bankYes')}
        </Button>
        {method.nextActionUrl ? null : (
          <Button kind="quiet" busy={confirm.isRunning} onClick={() => void answer(false)}>
            {say('bankNotMe')}
          </Button>
        )}
      </div>
      {confirm.error ? <Failure error={confirm.error} /> : null}
    </div>
  )
}
