'use client'
import type { ReactNode } from 'react'
import type { CreditBalance } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { useCredits, useCustomer } from './hooks.js'
import { Loaded, Section } from './parts.js'

function Given({ balances, grants }: Pick<CreditBalance, 'balances' | 'grants'>): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  return (
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

/** What the customer has in credit, and until when; and what earlier invoices left in their favour. */
export function CreditView({ customerId }: { customerId?: string | undefined }): ReactNode {
  const { say } = usePayments()
  const format = useFormat()
  const credits = useCredits(customerId)
  const customer = useCustomer(customerId)
  // Who may read the credit alone is shown that; nobody is told of none before both are known.
  const shown = customer.isLoading ? { ...credits, data: undefined } : credits
  const { balance = 0, currency } = customer.data ?? {}
  const kept = balance < 0 && currency ? format.money(-balance, currency) : undefined
  return (
    <Section title={say('credits')}>
      <Loaded of={shown}>
        {({ balances, grants }) => (
          <>
            {balances.length > 0 ? <Given balances={balances} grants={grants} /> : null}
            {kept ? (
              <>
                <p>
                  <strong className="pay-strong">{say('balanceOf', { amount: kept })}</strong>
                </p>
                <p className="pay-small">{say('balanceText')}</p>
              </>
            ) : null}
            {balances.length === 0 && !kept ? <p className="pay-empty">{say('noCredits')}</p> : null}
          </>
        )}
      </Loaded>
    </Section>
  )
}
