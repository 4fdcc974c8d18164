import type { AuditAction } from 'payments.do'
import { Badge, Button, Loaded, useFormat, usePayments, useResource } from 'payments.do/react'
import { type ReactNode, useState } from 'react'
import { inWords, surveyOf } from './actions.js'
import { Filters } from './filters.js'
import { isIncluded } from './proof.js'
import { hrefOf } from './route.js'

interface Change {
  name: string
  before: string
  after: string
}

const plain = (value: unknown) =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** Field by field what is different; times and versions always are. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [old, now] = [before, after].map((one) =>
    typeof one === 'object' && one !== null ? (one as Record<string, unknown>) : {},
  ) as [Record<string, unknown>, Record<string, unknown>]
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((name) => !['version', 'id', 'created'].includes(name) && plain(old[name]) !== plain(now[name]))
    .map((name) => ({ name, before: plain(old[name]), after: plain(now[name]) }))
}

function Proof({ position }: { position: string }): ReactNode {
  const { client } = usePayments()
  const [outcome, setOutcome] = useState<string>()
  const check = async () => {
    setOutcome('Checking…')
    try {
      const proof = await client.audit.proof(position)
      const holds = await isIncluded(proof)
      setOutcome(
        holds
          ? `In the log of ${proof.size} events, root ${proof.root.slice(0, 16)}…`
          : 'The proof does not hold: the log was altered.',
      )
    } catch (reason) {
      setOutcome(reason instanceof Error ? reason.message : String(reason))
    }
  }
  return (
    <div className="pay-actions">
      <Button kind="quiet" onClick={() => void check()}>
        Prove it
      </Button>
      <span role="status">{outcome}</span>
    </div>
  )
}

/** `whose`: the one customer that all is about, if so. */
function Step({ action, whose }: { action: AuditAction; whose: string | undefined }): ReactNode {
  const format = useFormat()
  const changes = changesOf(action.before, action.after)
  const survey = surveyOf(action)
  const about = new Set([whose ? undefined : action.customer, action.resource?.id].filter((id) => id != null))
  return (
    <li className="event">
      <details>
        <summary>
          <strong>{inWords(action)}</strong>
          {action.outcome === 'refused' ? <Badge tone="bad">refused</Badge> : null}
          {[...about].map((id) => (
            <span key={id} className="pay-small">
              {id}
            </span>
          ))}
          <time className="pay-small" dateTime={action.time}>
            {format.date(action.time)} {action.time.slice(11, 19)} UTC
          </time>
        </summary>
        <dl className="facts">
          <dt>Who</dt>
          <dd>
            {action.principal.kind} {action.principal.id}
          </dd>
          <dt>From</dt>
          <dd>
            {action.ip ?? 'not shown to this role'} {action.userAgent ?? ''}
          </dd>
          <dt>Request</dt>
          <dd>{action.requestId}</dd>
          {survey ? (
            <>
              <dt>Why</dt>
              <dd>{survey}</dd>
            </>
          ) : null}
          {action.reason ? (
            <>
              <dt>Why refused</dt>
              <dd>{action.reason}</dd>
            </>
          ) : null}
          {action.cause ? (
            <>
              <dt>Because of</dt>
              <dd>event {action.cause}</dd>
            </>
          ) : null}
          <dt>Events</dt>
          <dd>{action.events.map(({ type, position }) => `${type} (${position})`).join(', ') || 'none'}</dd>
          {action.customer ? (
            <>
              <dt>Customer</dt>
              <dd>
                <a href={hrefOf('actions', { customer: action.customer })}>{action.customer}</a>
              </dd>
            </>
          ) : null}
        </dl>
        {changes.length > 0 ? (
          <div className="pay-scroll" tabIndex={0} role="group" aria-label="Before and after">
            <table className="pay-table wrap">
              <thead>
                <tr>
                  <th scope="col">Field</th>
                  <th scope="col">Before</th>
                  <th scope="col">After</th>
                </tr>
              </thead>
              <tbody>
                {changes.map(({ name, before, after }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>{before}</td>
                    <td>{after}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ) : null}
        <Proof position={action.position} />
      </details>
    </li>
  )
}

/** Who did what, from where, why, what changed, and the proof. */
export function Story({ filters }: { filters: Record<string, string> }): ReactNode {
  const { client } = usePayments()
  const { customer, principal, action, outcome, before } = filters
  const query = {
    customer,
    principal,
    action,
    outcome: outcome === 'done' || outcome === 'refused' ? outcome : undefined,
    limit: 50,
    startingAfter: before,
  } as const
  const actions = useResource(JSON.stringify(query), async (options) => client.audit.actions(query, options))
  return (
    <>
      <h1 className="title">{customer ? `The story of ${customer}` : 'Who did what'}</h1>
      <Filters
        key={JSON.stringify(filters)}
        view="actions"
        filters={{ ...filters, before: '' }}
        names={{
          customer: 'Customer',
          principal: 'Key, session or token',
          action: 'Action, such as subscription.cancel',
          outcome: 'Outcome: done or refused',
        }}
      />
      <Loaded of={actions}>
        {(list) => (
          <>
            {list.length === 0 ? <p className="pay-empty">Nobody has done that yet.</p> : null}
            <ol className="events">
              {list.map((one) => (
                <Step key={one.position} action={one} whose={customer} />
              ))}
            </ol>
            <p className="pages">
              {before ? <a href={hrefOf('actions', { ...filters, before: '' })}>Newest</a> : null}
              {list.hasMore && list.nextCursor ? (
                <a href={hrefOf('actions', { ...filters, before: list.nextCursor })}>Earlier</a>
              ) : null}
            </p>
          </>
        )}
      </Loaded>
    </>
  )
}
