import { ActivityView, usePayments } from 'payments.do/react'
import type { ReactNode } from 'react'
import { Title, usePortal } from './shell.js'

/** What was done on the account. */
export function ActivityPage(): ReactNode {
  const { say } = usePayments()
  const { data, tell } = usePortal()
  return (
    <div className="narrow">
      <p className="crumb">
        <a href="#/">
          <span className="arrow">←</span> {tell('home')}
        </a>
      </p>
      <section className="pay-section">
        <Title>{say('activity')}</Title>
        <p className="pay-small">{tell('activityText')}</p>
        <ActivityView customerId={data.customer.id} />
      </section>
    </div>
  )
}
