'use client'
import type { ReactNode } from 'react'
import type { MeterUsage, Usage, UsageTimeline } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { useUsage, useUsageTimeline } from './hooks.js'
import { Loaded, Section } from './parts.js'

const width = 600
const height = 120

function Bars({ timeline, title }: { timeline: UsageTimeline; title: string }): ReactNode {
  const most = Math.max(1, ...timeline.data.map(({ value }) => Number(value)))
  const step = width / Math.max(1, timeline.data.length)
  return (
    <svg
      className="pay-chart"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={title}
      preserveAspectRatio="none"
    >
      {timeline.data.map(({ start, value }, at) => {
        const tall = (Number(value) / most) * (height - 4)
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
  )
}

/** A meter's days as bars, and the same numbers as a table. */
function Meter({
  meter,
  period,
  customerId,
}: {
  meter: MeterUsage
  period: Usage['period']
  customerId: string | undefined
}): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const timeline = useUsageTimeline(meter.name, period, customerId)
  const used = `${format.number(Number(meter.value))}${meter.unit ? ` ${meter.unit}` : ''}`
  return (
    <article className="pay-plan">
      <div className="pay-head">
        <h3>{meter.name.replace(/_/g, ' ')}</h3>
        <p className="pay-strong">
          {used}
          {meter.amount != null && meter.currency ? ` · ${format.money(meter.amount, meter.currency)}` : ''}
        </p>
      </div>
      <Loaded of={timeline}>
        {(data) => (
          <>
            <Bars timeline={data} title={say('usageOver', { meter: meter.name })} />
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
                  {data.data.map(({ start, value }) => (
                    <tr key={start}>
                      <th scope="row">{format.day(start)}</th>
                      <td className="pay-amount">{format.number(Number(value))}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </details>
          </>
        )}
      </Loaded>
    </article>
  )
}

/** What has been used in the current period. */
export function UsageView({ customerId }: { customerId?: string | undefined }): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const usage = useUsage(customerId)
  return (
    <Section title={say('usage')}>
      <Loaded of={usage}>
        {({ meters, period }) =>
          meters.length === 0 ? (
            <p className="pay-empty">{say('noUsage')}</p>
          ) : (
            <>
              <p className="pay-small">
                {say('usagePeriod', { start: format.date(period.start), end: format.date(period.end) })}
              </p>
              {meters.map((meter) => (
                <Meter key={meter.meter} meter={meter} period={period} customerId={customerId} />
              ))}
            </>
          )
        }
      </Loaded>
    </Section>
  )
}
