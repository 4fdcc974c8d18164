import { Loaded, Section, useFormat, usePayments, useResource } from 'payments.do/react'
import type { ReactNode } from 'react'
import { Filters } from './filters.js'

/** A share and what it may as well be (95 %). */
interface Share {
  value: number
  low: number
  high: number
}

interface Day {
  date: string
  [count: string]: number | string
}

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
}

interface ExperimentReport {
  status: string
  variants: { variant: string; exposed: number; saved: number; canceled: number; saveRate: Share | null }[]
}

const width = 600
const height = 120

const percent = (value: number) => `${Math.round(value * 1000) / 10} %`
const inWords = (share: Share | null) =>
  share ? `${percent(share.value)} (${percent(share.low)} to ${percent(share.high)})` : 'too few to say'

/** One bar a day; the numbers stand in the table below it. */
function Days({ days, count, title }: { days: Day[]; count: string; title: string }): ReactNode {
  const most = Math.max(1, ...days.map((day) => Number(day[count])))
  const step = width / Math.max(1, days.length)
  return (
    <>
      <svg
        className="pay-chart"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={title}
        preserveAspectRatio="none"
      >
        {days.map((day, at) => {
          const tall = (Number(day[count]) / most) * (height - 4)
          return (
            <rect
              key={day.date}
              x={at * step + 1}
              y={height - tall}
              width={Math.max(1, step - 2)}
              height={tall}
              rx="2"
            />
          )
        })}
      </svg>
      <details>
        <summary>Show as a table</summary>
        <Table head={['Day', title]} rows={days.map((day) => [day.date, String(day[count])])} />
      </details>
    </>
  )
}

/** A share as a point with its interval, from 0 to 100 %. */
function Interval({ share, label }: { share: Share | null; label: string }): ReactNode {
  if (!share) return null
  return (
    <svg
      className="interval"
      viewBox="0 0 100 10"
      role="img"
      aria-label={`${label}: ${inWords(share)}`}
      preserveAspectRatio="none"
    >
      <rect x="0" y="4.5" width="100" height="1" className="axis" />
      <rect x={share.low * 100} y="3" width={Math.max(0.5, (share.high - share.low) * 100)} height="4" />
      <rect x={share.value * 100 - 0.5} y="0" width="1" height="10" />
    </svg>
  )
}

function Table({
  head,
  rows,
  none = 'Nothing happened in this time.',
}: {
  head: string[]
  rows: ReactNode[][]
  none?: string
}): ReactNode {
  if (rows.length === 0) return <p className="pay-empty">{none}</p>
  return (
    <div className="pay-scroll" tabIndex={0} role="group" aria-label={head.join(', ')}>
      <table className="pay-table wrap">
        <thead>
          <tr>
            {head.map((one) => (
              <th scope="col" key={one}>
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, place) =>
                place === 0 ? (
                  <th scope="row" key={place}>
                    {cell}
                  </th>
                ) : (
                  <td key={place}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
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
              head={['Variant', 'Seen by', 'Kept', 'Left', 'Save rate']}
              rows={variants.map((one) => [
                one.variant,
                one.exposed,
                one.saved,
                one.canceled,
                <>
                  {inWords(one.saveRate)}
                  <Interval share={one.saveRate} label={one.variant} />
                </>,
              ])}
            />
          </>
        )}
      </Loaded>
    </Section>
  )
}

/** How the portal is used, why people leave, what keeps them, and how sure that is. */
export function Analytics({ filters }: { filters: Record<string, string> }): ReactNode {
  const { client } = usePayments()
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
  const experiments = useResource('experiments', async (options) => client.experiments.list({}, options))
  return (
    <>
      <h1 className="title">Analytics</h1>
      <Filters
        key={key}
        view="analytics"
        filters={filters}
        names={{ from: 'From (day, such as 2026-11-01)', to: 'To (day)' }}
      />
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
                    rows={reasons.map(({ reason, count, share }) => [
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
              {({ data }) => (
                <Table
                  none="No offer was made in this time. The retention of a portal configuration names offers."
                  head={['Offer', 'Eligible', 'Shown', 'Accepted', 'Declined', 'Accept rate']}
                  rows={data.map((one) => [
                    one.offer,
                    one.eligible,
                    one.shown,
                    one.accepted,
                    one.declined,
                    <>
                      {inWords(one.acceptRate)}
                      <Interval share={one.acceptRate} label={one.offer} />
                    </>,
                  ])}
                />
              )}
            </Loaded>
          </Section>
          <Loaded of={experiments}>
            {(list) => list.map(({ id }) => <Experiment key={id} id={id} query={days} />)}
          </Loaded>
        </div>
        <div>
          <Section title="Use of the portal">
            <Loaded of={portal}>
              {({ sessions, actions, days: each }) => (
                <>
                  <p>
                    Links made: {format.number(sessions.created)}. Opened: {format.number(sessions.opened)}.
                  </p>
                  <Days days={each} count="opened" title="Links opened" />
                  <Table
                    head={['Action', 'Times']}
                    rows={actions.map(({ action, count }) => [action, count])}
                  />
                </>
              )}
            </Loaded>
          </Section>
        </div>
      </div>
    </>
  )
}
