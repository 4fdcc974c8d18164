import type { ReactNode } from 'react'

/** A share and what it may as well be (95 %). */
export interface Share {
  value: number
  low: number
  high: number
}

export interface Day {
  date: string
  [count: string]: number | string
}

const width = 600
const height = 120

/** 0.789 → `78.9 %` */
export const percent = (value: number) => `${Math.round(value * 1000) / 10} %`
export const inWords = (share: Share | null) =>
  share ? `${percent(share.value)} (${percent(share.low)} to ${percent(share.high)})` : 'too few to say'

/** One bar a day; the numbers stand in the table below it. */
export function Days({ days, count, title }: { days: Day[]; count: string; title: string }): ReactNode {
  const most = Math.max(...days.map((day) => Number(day[count])))
  if (!(most > 0)) return null
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
export function Interval({ share, label }: { share: Share | null; label: string }): ReactNode {
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

export function Table({
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

/** Steps that each lose some: how many are left, as bars of one scale. */
export function Funnel({ steps }: { steps: [name: string, count: number][] }): ReactNode {
  const most = Math.max(1, ...steps.map(([, count]) => count))
  return (
    <table className="pay-table funnel">
      <tbody>
        {steps.map(([name, count]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="pay-amount">{count}</td>
            <td aria-hidden="true">
              <svg viewBox="0 0 100 10" preserveAspectRatio="none">
                <rect width={(count / most) * 100} height="10" />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
