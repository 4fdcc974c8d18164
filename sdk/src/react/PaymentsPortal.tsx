'use client'
import type { ReactNode } from 'react'
import type { PortalFeatures } from '../types.js'
import { BillingDetails } from './BillingDetails.js'
import { CreditView } from './CreditView.js'
import { featuresOf } from './features.js'
import { InvoiceList } from './InvoiceList.js'
import { PaymentMethodManager } from './PaymentMethodManager.js'
import { SubscriptionManager } from './SubscriptionManager.js'
import { UsageView } from './UsageView.js'

export type PortalPart = 'subscription' | 'invoices' | 'payment_method' | 'usage' | 'credits' | 'customer'

export interface PaymentsPortalProps {
  customerId: string
  /** Which parts, in this order; default: all. */
  features?: readonly PortalPart[] | undefined
  /**
   * The portal configuration that binds the customer, as your server read it: what it switches off is not shown, and
   * leaving asks what it wants asked. Default: everything is shown, and the server refuses what is not allowed. Leave
   * `retention.offers` out of what you send to a browser: what would be offered is no customer's to know beforehand.
   */
  configuration?: { features: PortalFeatures } | undefined
}

const everything: readonly PortalPart[] = [
  'subscription',
  'payment_method',
  'invoices',
  'usage',
  'credits',
  'customer',
]

function Part({
  name,
  customerId,
  allowed,
}: {
  name: PortalPart
  customerId: string
  allowed: ReturnType<typeof featuresOf> | undefined
}): ReactNode {
  const isOff = (feature: keyof PortalFeatures) => allowed?.isOn(feature) === false
  switch (name) {
    case 'subscription':
      return <SubscriptionManager customerId={customerId} {...allowed?.plan} />
    case 'invoices':
      return isOff('invoiceHistory') ? null : <InvoiceList customerId={customerId} />
    case 'payment_method':
      return <PaymentMethodManager customerId={customerId} readOnly={isOff('paymentMethodUpdate')} />
    case 'usage':
      return isOff('usage') ? null : <UsageView customerId={customerId} />
    case 'credits':
      return isOff('credits') ? null : <CreditView customerId={customerId} />
    case 'customer':
      return <BillingDetails customerId={customerId} editable={allowed?.editable} />
  }
}

/** The whole portal inside a page of your own. */
export function PaymentsPortal({
  customerId,
  features = everything,
  configuration,
}: PaymentsPortalProps): ReactNode {
  const allowed = configuration && featuresOf(configuration.features)
  return (
    <div className="pay-portal">
      {features.map((name) => (
        <Part key={name} name={name} customerId={customerId} allowed={allowed} />
      ))}
    </div>
  )
}
