'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Subscription } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { Button, Dialog, Failure } from './parts.js'
import { useAction } from './resource.js'

export interface PauseProps {
  subscription: Subscription
  plan: string
  /** Days at most; default 90. */
  maxDuration?: number | undefined
  open: boolean
  onClose: () => void
  onDone: (subscription: Subscription, words: string) => void
}

const dayLength = 86_400_000

/** For how long, and what that means. */
export function PauseDialog({
  subscription,
  plan,
  maxDuration = 90,
  open,
  onClose,
  onDone,
}: PauseProps): ReactNode {
  const { client, say } = usePayments()
  const format = useFormat()
  const lengths = [...new Set([30, 60, 90, maxDuration])]
    .filter((days) => days <= maxDuration)
    .sort((a, b) => a - b)
  const [days, setDays] = useState(lengths[0] ?? maxDuration)
  const pause = useAction((options, maxDays: number) =>
    client.subscriptions.pause(subscription.id, { maxDuration: maxDays }, options),
  )
  const until = (count: number) => format.date(new Date(Date.now() + count * dayLength).toISOString())
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await pause.run(days)
    if (done)
      onDone(
        done,
        say('pausedNow', {
          plan,
          date: done.pause?.resumesAt ? format.date(done.pause.resumesAt) : until(days),
        }),
      )
  }
  return (
    <Dialog title={say('pauseTitle', { plan })} open={open} onClose={onClose}>
      <p>{say('pauseText')}</p>
      <form className="pay-form" onSubmit={(event) => void submit(event)}>
        <fieldset className="pay-choices">
          <legend>{say('pauseFor')}</legend>
          {lengths.map((count) => (
            <label key={count}>
              <input type="radio" name="days" checked={days === count} onChange={() => setDays(count)} />
              {say('pauseDays', { days: count, date: until(count) })}
            </label>
          ))}
        </fieldset>
        {pause.error ? <Failure error={pause.error} /> : null}
        <div className="pay-actions">
          <Button type="submit" busy={pause.isRunning}>
            {say('pauseConfirm')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {say('notNow')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
