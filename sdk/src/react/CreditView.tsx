'use client'
import type { ReactNode } from 'react'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { useCredits } from './hooks.js'
import { Loaded, Section } from './parts.js'

/** What the customer has in credit, and until when. */
export function CreditView({ customerId }: { customerId?: string | undefined }): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const credits = useCredits(customerId)
  return (
    <Section title={say('credits')}>
      <Loaded of={credits}>
        {({ balances, grants }) =>
          balances.length === 0 ? (
            <p className="pay-empty">{say('noCredits')}</p>
          ) : (
            <>
              {balances.map(({ currency, available, pending }) => (
                <p key={currency}>
                  <strong className="pay-strong">
                    {say('available', { amount: format.money(available, currency) })}
                  </strong>
                  {pending > 0 ? ` ${say('pending', { amount: format.money(pending, currency) })}` : ''}
                </p>
              ))}
              <ul className="pay-small">
                {grants
                  .filter(({ remaining }) => remaining > 0)
                  .map((grant) => (
                    <li key={grant.id}>
                      {grant.name ? `${grant.name}: ` : ''}
                      {grant.expiresAt
                        ? say('grantExpires', {
                            amount: format.money(grant.remaining, grant.currency),
                            date: format.date(grant.expiresAt),
                          })
                        : say('grantForever', { amount: format.money(grant.remaining, grant.currency) })}
                    </li>
                  ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </Section>
  )
}
