import type { Delivery } from 'payments.do'
import {
  Badge,
  Button,
  Failure,
  Field,
  Loaded,
  Notice,
  Section,
  useAction,
  useFormat,
  usePayments,
  useResource,
} from 'payments.do/react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { hrefOf } from './route.js'

function DeliveryRow({
  endpoint,
  delivery,
  tell,
}: {
  endpoint: string
  delivery: Delivery
  tell: (words: string) => void
}): ReactNode {
  const { client } = usePayments()
  const format = useFormat()
  const resend = useAction((options, id: string) => client.webhookEndpoints.resend(endpoint, id, options))
  const id = `evt_${delivery.position}`
  return (
    <tr>
      <th scope="row">{delivery.event}</th>
      <td>{delivery.position}</td>
      <td>
        <Badge tone={delivery.status === 'delivered' ? 'good' : 'warn'}>{delivery.status}</Badge>
      </td>
      <td>{delivery.attempts}</td>
      <td>{delivery.responseStatus ?? delivery.error ?? ''}</td>
      <td>{delivery.lastAttempt ? format.moment(delivery.lastAttempt) : ''}</td>
      <td>
        <Button
          kind="quiet"
          busy={resend.isRunning}
          onClick={() =>
            void resend.run(id).then((done) => done && tell(`Event ${delivery.position} is sent again.`))
          }
        >
          Resend
        </Button>
        {resend.error ? <Failure error={resend.error} /> : null}
      </td>
    </tr>
  )
}

function Replay({ endpoint, tell }: { endpoint: string; tell: (words: string) => void }): ReactNode {
  const { client } = usePayments()
  const [after, setAfter] = useState('')
  const replay = useAction((options, position: string) =>
    client.webhookEndpoints.replay(endpoint, { after: position }, options),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void replay.run(after).then((done) => done && tell(`Everything after position ${after} is sent again.`))
  }
  return (
    <form className="filters" onSubmit={submit}>
      <Field
        label="Send everything again after position (0: from the beginning)"
        name="after"
        type="number"
        min={0}
        value={after}
        onChange={setAfter}
        inputMode="numeric"
      />
      <Button type="submit" kind="quiet" busy={replay.isRunning}>
        Replay
      </Button>
      {replay.error ? <Failure error={replay.error} /> : null}
    </form>
  )
}

function Deliveries({ endpoint }: { endpoint: string }): ReactNode {
  const { client } = usePayments()
  const [told, setTold] = useState('')
  const deliveries = useResource(`deliveries ${endpoint}`, async (options) =>
    client.webhookEndpoints.deliveries(endpoint, { limit: 50 }, options),
  )
  return (
    <Section title={`Deliveries to ${endpoint}`}>
      <Notice>{told}</Notice>
      <Replay endpoint={endpoint} tell={setTold} />
      <Loaded of={deliveries}>
        {(list) =>
          list.length === 0 ? (
            <p className="pay-empty">Nothing was delivered yet.</p>
          ) : (
            <div className="pay-scroll" tabIndex={0} role="group" aria-label="Deliveries">
              <table className="pay-table">
                <thead>
                  <tr>
                    <th scope="col">Event</th>
                    <th scope="col">Position</th>
                    <th scope="col">Status</th>
                    <th scope="col">Attempts</th>
                    <th scope="col">Answer</th>
                    <th scope="col">Last tried</th>
                    <td />
                  </tr>
                </thead>
                <tbody>
                  {list.map((one) => (
                    <DeliveryRow key={one.position} endpoint={endpoint} delivery={one} tell={setTold} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
    </Section>
  )
}

/** Where events go, what became of each, and sending them once more. */
export function Webhooks({ filters }: { filters: Record<string, string> }): ReactNode {
  const { client } = usePayments()
  const endpoints = useResource('endpoints', async (options) => client.webhookEndpoints.list({}, options))
  return (
    <>
      <h1 className="title">Webhooks</h1>
      <Loaded of={endpoints}>
        {(list) =>
          list.length === 0 ? (
            <p className="pay-empty">There is no endpoint yet: POST /webhook-endpoints makes one.</p>
          ) : (
            <ul className="events">
              {list.map(({ id, url, active, disabledReason }) => (
                <li key={id} className="event line">
                  <a href={hrefOf('webhooks', { endpoint: id })}>{url}</a>
                  <Badge tone={active ? 'good' : 'bad'}>
                    {active ? 'active' : (disabledReason ?? 'off')}
                  </Badge>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {filters.endpoint ? <Deliveries key={filters.endpoint} endpoint={filters.endpoint} /> : null}
    </>
  )
}
