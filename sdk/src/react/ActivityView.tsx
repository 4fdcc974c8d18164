'use client'
import { type ReactNode, useState } from 'react'
import type { Activity } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { useActivity } from './hooks.js'
import type { MessageKey } from './messages.js'
import { Badge, Button, Loaded } from './parts.js'

const atFirst = 20
const atMost = 100

function Entry({ entry }: { entry: Activity }): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const wordsOf = (one: string) => {
    const words = say(`did.${one}` as MessageKey)
    return words.startsWith('did.') ? one.charAt(0).toUpperCase() + one.slice(1).replace(/_/g, ' ') : words
  }
  const who = say(`by.${entry.by}` as MessageKey)
  const what = entry.what.map(wordsOf).join(' · ')
  const isRefused = entry.outcome === 'refused'
  return (
    <li className="pay-act">
      <p className="pay-strong">
        {isRefused ? say('notDone', { what }) : what} {isRefused ? <Badge tone="bad">✕</Badge> : null}
        {entry.about ? (
          <>
            {' '}
            <bdi className="pay-about">{entry.about}</bdi>
          </>
        ) : null}
      </p>
      <p className="pay-small">
        <time dateTime={entry.time}>{format.moment(entry.time)}</time>
        {' · '}
        {entry.ip ? say('actedFrom', { who, ip: entry.ip }) : who}
      </p>
    </li>
  )
}

/** What was done on the account: by whom, when, and from where it was the customer's own doing. */
export function ActivityView({ customerId }: { customerId?: string | undefined }): ReactNode {
  const { say } = usePayments()
  const [shown, setShown] = useState(atFirst)
  const activity = useActivity(customerId, shown)
  return (
    <Loaded of={activity}>
      {(list) =>
        list.length === 0 ? (
          <p className="pay-empty">{say('noActivity')}</p>
        ) : (
          <>
            <ol className="pay-acts">
              {list.map((one) => (
                <Entry key={one.id} entry={one} />
              ))}
            </ol>
            {list.hasMore && shown < atMost ? (
              <Button kind="quiet" onClick={() => setShown(Math.min(atMost, shown * 2))}>
                {say('more')}
              </Button>
            ) : null}
          </>
        )
      }
    </Loaded>
  )
}
