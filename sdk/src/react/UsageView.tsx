'use client'
import { Fragment, type ReactNode } from 'react'
import type { MeterUsage, Usage, UsageTimeline } from '../types.js'
import { usePayments } from './context.js'
import { formatOf, useFormat } from './format.js'
import { useUsage, useUsageTimeline } from './hooks.js'
import { Loaded, Section } from './parts.js'

const width = 600
const height = 120
const dayMs = 86_400_000

type Period = Usage['period']

/** The period of a customer without a plan: a month in UTC, whatever zone they live in. */
const isInUtcDays = ({ start, end }: Period) =>
  [start, end].every((moment) => Date.parse(moment) % dayMs === 0)

const isUsed = ({ value }: { value: unknown }) => Number(value) !== 0

const withUnit = (number: string, { unit }: MeterUsage) => (unit ? `${number} ${unit}` : number)

interface ChartProps {
  meter: MeterUsage
  timeline: UsageTimeline
}

/** A bar for each day, the first and the last of them named, and what the tallest stands for. */
function Bars({ meter, timeline }: ChartProps): ReactNode {
  const { locale, say } = usePayments()
  const { day, number } = formatOf(locale, timeline.timeZone)
  const values = timeline.data.map(({ value }) => Number(value))
  const most = Math.max(0, ...values)
  const step = width / values.length
  const [first, last] = [timeline.data[0], timeline.data.at(-1)]
  return (
    <>
      <p className="pay-small">{say('usageMost', { value: withUnit(number(most), meter) })}</p>
      <svg
        className="pay-chart"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={say('usageOver', { meter: meter.name.replace(/_/g, ' ') })}
        preserveAspectRatio="none"
      >
        {timeline.data.map(({ start }, at) => {
          const tall = (Math.max(0, values[at] ?? 0) / (most || 1)) * (height - 4)
          return (
            <rect
              key={start}
              x={at * step + 1}
              y={height - tall}
              width={Math.max(1, step - 2)}
              height={tall}
              rx="2"
            />
          )
        })}
      </svg>
      <p className="pay-axis pay-small">
        <span>{first ? day(first.start) : ''}</span>
        <span>{last && last !== first ? day(last.start) : ''}</span>
      </p>
    </>
  )
}

/** The same numbers as the bars, to be read. */
function Days({ timeline }: Pick<ChartProps, 'timeline'>): ReactNode {
  const { locale, say } = usePayments()
  const { day, number } = formatOf(locale, timeline.timeZone)
  return (
    <details>
      <summary>{say('usageTable')}</summary>
      <table className="pay-table">
        <thead>
          <tr>
            <th scope="col">{say('day')}</th>
            <th scope="col" className="pay-amount">
              {say('used')}
            </th>
          </tr>
        </thead>
        <tbody>
          {timeline.data.map(({ start, value }) => (
            <tr key={start}>
              <th scope="row">{day(start)}</th>
              <td className="pay-amount">{number(Number(value))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

/** What a meter shows and costs, day by day. */
function Meter({
  meter,
  period,
  customerId,
}: {
  meter: MeterUsage
  period: Period
  customerId: string | undefined
}): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const zone = isInUtcDays(period) ? 'UTC' : undefined
  const timeline = useUsageTimeline(meter.name, period, customerId, zone)
  const said = [
    withUnit(format.number(Number(meter.value)), meter),
    meter.included != null ? say('usageIncluded', { value: format.number(meter.included) }) : null,
    meter.amount != null && meter.currency ? format.money(meter.amount, meter.currency) : null,
  ].filter((part) => part !== null)
  return (
    <article className="pay-plan">
      <div className="pay-head">
        <h3>{meter.name.replace(/_/g, ' ')}</h3>
        <p className="pay-strong">
          {said.map((part, at) => (
            <Fragment key={part}>
              {at > 0 ? ' · ' : null}
              <bdi>{part}</bdi>
            </Fragment>
          ))}
        </p>
      </div>
      <Loaded of={timeline}>
        {(data) =>
          data.data.some(isUsed) ? (
            <>
              <Bars meter={meter} timeline={data} />
              <Days timeline={data} />
            </>
          ) : (
            <p className="pay-empty">{say('usageNone')}</p>
          )
        }
      </Loaded>
    </article>
  )
}

/** From when until when; of whole days in UTC, the last of them. */
function PeriodWords({ start, end }: Period): ReactNode {
  const { locale, say } = usePayments()
  const format = useFormat()
  if (!isInUtcDays({ start, end })) {
    return say('usagePeriod', { start: format.date(start), end: format.date(end) })
  }
  const { date } = formatOf(locale, 'UTC')
  const last = new Date(Date.parse(end) - dayMs).toISOString()
  return say('usagePeriod', { start: date(start), end: date(last) })
}

/** What has been used in the current period. */
export function UsageView({ customerId }: { customerId?: string | undefined }): ReactNode {
  const { say } = usePayments()
  const usage = useUsage(customerId)
  return (
    <Section title={say('usage')}>
      <Loaded of={usage}>
        {({ meters, period }) => {
          // An amount, also of nothing, is there where a plan bills the meter.
          const shown = meters.filter((meter) => isUsed(meter) || meter.amount != null)
          if (shown.length === 0) return <p className="pay-empty">{say('noUsage')}</p>
          return (
            <>
              <p className="pay-small">
                <PeriodWords {...period} />
              </p>
              {shown.map((meter) => (
                <Meter key={meter.meter} meter={meter} period={period} customerId={customerId} />
              ))}
            </>
          )
        }}
      </Loaded>
    </Section>
  )
}
