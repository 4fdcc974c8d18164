import { Loaded, Section, useFormat, usePayments, useResource } from 'payments.do/react'
import type { ReactNode } from 'react'
import { Filters } from './filters.js'
import { useMay } from './role.js'
import { type Day, Days, Funnel, Interval, inWords, percent, type Share, Table } from './plots.js'

interface PortalReport {
  sessions: { created: number; opened: number }
  actions: { action: string; count: number }[]
  flows: { type: string; started: number; finished: number; left: number }[]
  days: Day[]
}

interface CancellationReport {
  total: Record<string, number> & { saveRate: Share | null }
  reasons: { reason: string; count: number; share: Share | null }[]
  comments: { text?: string; comment?: string; reason?: string }[]
  days: Day[]
}

interface OfferRow {
  offer: string
  eligible: number
  shown: number
  accepted: number
  declined: number
  acceptRate: Share | null
  retained: { days: number; accepted: number; share: Share | null }[]
  revenueKept: { currency: string; amount: number }[]
}

/** How a variant does against the first one; null where nothing can be said yet. */
interface Difference {
  from: string
  value: number
  pValue: number
  sampleStillNeeded?: number
}

interface Variant {
  variant: string
  exposed: number
  saved: number
  canceled: number
  saveRate: Share | null
  difference?: Difference | null
}

interface ExperimentReport {
  status: string
  variants: Variant[]
}

/** Whether a variant does better or worse than the first, and how sure that is. */
function differs({ from, value, pValue, sampleStillNeeded }: Difference): string {
  const points = Math.abs(Math.round(value * 1000) / 10)
  const than =
    value === 0
      ? `As many as with ${from}`
      : `${points} points ${value > 0 ? 'more' : 'fewer'} than with ${from}`
  const chance = pValue < 0.001 ? 'less than 0.1 %' : percent(pValue)
  const odds = `if both were alike, chance would show this in ${chance} of experiments`
  const verdict = pValue < 0.05 ? `a difference: ${odds}` : `no difference can be told yet: ${odds}`
  const more = sampleStillNeeded ? ` About ${sampleStillNeeded} more in each variant would settle it.` : ''
  return `${than}; ${verdict}.${more}`
}

/** An offer's way from who could have had it to what it kept. */
function Offer({ row }: { row: OfferRow }): ReactNode {
  const format = useFormat()
  const kept = row.revenueKept.map(({ amount, currency }) => format.money(amount, currency)).join(', ')
  return (
    <article className="pay-plan">
      <h3>{row.offer}</h3>
      <Funnel
        steps={[
          ['Eligible', row.eligible],
          ['Shown', row.shown],
          ['Accepted', row.accepted],
          ['Declined', row.declined],
        ]}
      />
      <p>Accepted by {inWords(row.acceptRate)} of those who saw it.</p>
      <Interval share={row.acceptRate} label={row.offer} />
      {row.retained
        .filter(({ share }) => share)
        .map(({ days, share }) => (
          <p key={days}>
            Still here {days} days later: {inWords(share)}.
          </p>
        ))}
      {kept ? <p>Paid since by those who accepted: {kept}.</p> : null}
    </article>
  )
}

function Experiment({ id, query }: { id: string; query: Record<string, string> }): ReactNode {
  const { client } = usePayments()
  const report = useResource(
    `experiment ${id} ${JSON.stringify(query)}`,
    async (options) => (await client.analytics.experiment(id, query, options)) as unknown as ExperimentReport,
  )
  return (
    <Section title={`Experiment ${id}`}>
      <Loaded of={report}>
        {({ variants, status }) => (
          <>
            <p className="pay-small">{status}</p>
            <Table
              head={['Variant', 'Kept, of those who saw it']}
              rows={variants.map((one) => [
                <>
                  {one.variant}
                  <br />
                  <span className="pay-small">
                    seen by {one.exposed}: {one.saved} stayed, {one.canceled} left
                  </span>
                </>,
                <>
                  {inWords(one.saveRate)}
                  <Interval share={one.saveRate} label={one.variant} />
                  {one.difference ? <span className="pay-small">{differs(one.difference)}</span> : null}
                </>,
              ])}
            />
          </>
        )}
      </Loaded>
    </Section>
  )
}

function Experiments({ query }: { query: Record<string, string> }): ReactNode {
  const { client } = usePayments()
  const experiments = useResource('experiments', async (options) => client.experiments.list({}, options))
  return (
    <Loaded of={experiments}>
      {(list) => list.map(({ id }) => <Experiment key={id} id={id} query={query} />)}
    </Loaded>
  )
}

/** How the portal is used, why people leave, what keeps them, and how sure that is. */
export function Analytics({ filters }: { filters: Record<string, string> }): ReactNode {
  const { client } = usePayments()
  const may = useMay()
  const format = useFormat()
  const key = JSON.stringify(filters)
  const { from, to } = filters
  const days = { ...(from ? { from } : {}), ...(to ? { to } : {}) }
  const portal = useResource(
    `portal ${key}`,
    async (options) => (await client.analytics.portal(days, options)) as unknown as PortalReport,
  )
  const cancellations = useResource(
    `cancellations ${key}`,
    async (options) => (await client.analytics.cancellations(days, options)) as unknown as CancellationReport,
  )
  const offers = useResource(
    `offers ${key}`,
    async (options) => (await client.analytics.offers(days, options)) as unknown as { data: OfferRow[] },
  )
  return (
    <>
      <h1 className="title">Analytics</h1>
      <Filters key={key} view="analytics" filters={filters} names={{ from: 'From', to: 'To' }} type="date" />
      <div className="columns">
        <div>
          <Section title="Why people leave">
            <Loaded of={cancellations}>
              {({ total, reasons }) => (
                <>
                  <p>
                    {format.number(total.started ?? 0)} began to cancel: {format.number(total.canceled ?? 0)}{' '}
                    left, {format.number(total.retained ?? 0)} took an offer. Save rate{' '}
                    {inWords(total.saveRate)}.
                  </p>
                  <Interval share={total.saveRate} label="Save rate" />
                  <Table
                    head={['Reason', 'Times', 'Share']}
                    none="Nobody gave a reason in this time."
                    rows={[...reasons]
                      .sort((one, other) => other.count - one.count)
                      .map(({ reason, count, share }) => [
                        reason.replace(/_/g, ' '),
                        count,
                        <>
                          {inWords(share)}
                          <Interval share={share} label={reason} />
                        </>,
                      ])}
                  />
                </>
              )}
            </Loaded>
          </Section>
          <Section title="Offers, from eligible to accepted">
            <Loaded of={offers}>
              {({ data }) =>
                data.length === 0 ? (
                  <p className="pay-empty">
                    No offer was made in this time. The retention of a portal configuration names offers.
                  </p>
                ) : (
                  data.map((one) => <Offer key={one.offer} row={one} />)
                )
              }
            </Loaded>
          </Section>
          {may('experiments') ? <Experiments query={days} /> : null}
        </div>
        <div>
          <Section title="Use of the portal">
            <Loaded of={portal}>
              {({ sessions, actions, flows, days: each }) => (
                <>
                  <p>
                    Links made: {format.number(sessions.created)}. Opened: {format.number(sessions.opened)}.
                  </p>
                  <Days days={each} count="opened" title="Links opened" />
                  <Table
                    head={['Action', 'Times']}
                    rows={actions.map(({ action, count }) => [action, count])}
                  />
                  {flows.length > 0 ? (
                    <Table
                      head={['Flow', 'Started', 'Finished', 'Left']}
                      rows={flows.map(({ type, started, finished, left }) => [
                        type.replace(/_/g, ' '),
                        started,
                        finished,
                        left,
                      ])}
                    />
                  ) : null}
                </>
              )}
            </Loaded>
          </Section>
        </div>
      </div>
    </>
  )
}
