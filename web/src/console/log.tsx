import type { PaymentsError, PortalEvent } from 'payments.do'
import { Badge, Failure, useFormat, usePayments } from 'payments.do/react'
import { type ReactNode, useEffect, useState } from 'react'
import { Filters } from './filters.js'
import { useMay } from './role.js'
import { hrefOf } from './route.js'

const shownAtMost = 300
const before = 100

/** The newest events that fit, and what happens from now on. */
function useLiveLog(customer: string | undefined, types: string | undefined) {
  const { client } = usePayments()
  const [events, setEvents] = useState<PortalEvent[]>([])
  const [error, setError] = useState<PaymentsError>()
  const [isLive, setLive] = useState(false)
  useEffect(() => {
    const stop = new AbortController()
    const options = { signal: stop.signal }
    setEvents([])
    setError(undefined)
    const follow = async () => {
      // The log is read forwards; begin a little before its end. Narrow filters look further back.
      const ready = await fetch('/readyz', options).then(
        (answer) => answer.json() as Promise<{ head?: string }>,
      )
      const head = Number(ready.head ?? 0)
      const after = String(Math.max(0, head - (customer || types ? 20_000 : before)))
      const query = { after, customer, types }
      setLive(true)
      for await (const event of client.events.stream(query, options)) {
        setEvents((now) => [event, ...now].slice(0, shownAtMost))
      }
    }
    follow().catch((reason: unknown) => {
      if (!stop.signal.aborted) {
        setLive(false)
        setError(reason as PaymentsError)
      }
    })
    return () => stop.abort(new Error('no longer shown'))
  }, [client, customer, types])
  return { events, error, isLive }
}

/** Its type; of a record, what it is a record of. */
function nameOf({ type, data }: PortalEvent): string {
  const plain = type.replace(/\.v\d+$/, '')
  return plain.startsWith('action.') && typeof data.action === 'string' ? `${plain}: ${data.action}` : plain
}

function Event({ event }: { event: PortalEvent }): ReactNode {
  const format = useFormat()
  const may = useMay()
  const customer = event.stream.startsWith('customer/') ? event.stream.slice('customer/'.length) : undefined
  return (
    <li className="event">
      <details>
        <summary>
          <code className="position">{event.position}</code>
          <strong>{nameOf(event)}</strong>
          <span className="pay-small">{customer ?? event.stream}</span>
          <time className="pay-small" dateTime={event.recordedAt}>
            {format.date(event.recordedAt)} {event.recordedAt.slice(11, 23)}
          </time>
        </summary>
        <p className="pay-small">
          {event.principal.kind} {event.principal.id} · request {event.requestId}
          {event.cause ? ` · because of ${event.cause}` : ''}
        </p>
        <pre tabIndex={0}>{JSON.stringify(event.data, null, 2)}</pre>
        <p className="pay-small">
          leaf {event.leafHash}
          {customer && may('actions') ? (
            <>
              {' '}
              · <a href={hrefOf('actions', { customer })}>the story of {customer}</a>
            </>
          ) : null}
        </p>
      </details>
    </li>
  )
}

export function Log({ filters }: { filters: Record<string, string> }): ReactNode {
  const { events, error, isLive } = useLiveLog(filters.customer, filters.types)
  return (
    <>
      <div className="pay-head">
        <h1 className="title">Event log</h1>
        {isLive ? <Badge tone="good">live</Badge> : null}
      </div>
      <Filters
        key={JSON.stringify(filters)}
        view="log"
        filters={filters}
        names={{ customer: 'Customer', types: 'Types, such as subscription.*' }}
      />
      {error ? <Failure error={error} /> : null}
      {events.length === 0 && !error ? (
        <p className="pay-empty">
          Nothing that fits has happened lately. It appears here as soon as it does.
        </p>
      ) : null}
      <ol className="events">
        {events.map((event) => (
          <Event key={event.position} event={event} />
        ))}
      </ol>
    </>
  )
}
