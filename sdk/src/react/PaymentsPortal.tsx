'use client'
import type { ReactNode } from 'react'
import { BillingDetails } from './BillingDetails.js'
import { CreditView } from './CreditView.js'
import { InvoiceList } from './InvoiceList.js'
import { PaymentMethodManager } from './PaymentMethodManager.js'
import { SubscriptionManager } from './SubscriptionManager.js'
import { UsageView } from './UsageView.js'

export type PortalPart = 'subscription' | 'invoices' | 'payment_method' | 'usage' | 'credits' | 'customer'

export interface PaymentsPortalProps {
  customerId: string
  /** Which parts, in this order; default: all. */
  features?: readonly PortalPart[] | undefined
}

const everything: readonly PortalPart[] = [
  'subscription',
  'payment_method',
  'invoices',
  'usage',
  'credits',
  'customer',
]

function Part({ name, customerId }: { name: PortalPart; customerId: string }): ReactNode {
  switch (name) {
    case 'subscription':
      return <SubscriptionManager customerId={customerId} />
    case 'invoices':
      return <InvoiceList customerId={customerId} />
    case 'payment_method':
      return <PaymentMethodManager customerId={customerId} />
    case 'usage':
      return <UsageView customerId={customerId} />
    case 'credits':
      return <CreditView customerId={customerId} />
    case 'customer':
      return <BillingDetails customerId={customerId} />
  }
}

/** The whole portal inside a page of your own. */
export function PaymentsPortal({ customerId, features = everything }: PaymentsPortalProps): ReactNode {
  return (
    <div className="pay-portal">
      {features.map((name) => (
        <Part key={name} name={name} customerId={customerId} />
      ))}
    </div>
  )
}
