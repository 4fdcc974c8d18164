'use client'
import type { ReactNode } from 'react'
import type { PortalFeatures } from '../types.js'
import { BillingDetails } from './BillingDetails.js'
import { CreditView } from './CreditView.js'
import { usePayments } from './context.js'
import { featuresOf } from './features.js'
import { InvoiceList } from './InvoiceList.js'
import { PaymentMethodManager } from './PaymentMethodManager.js'
import { Skeleton } from './parts.js'
import { useResource } from './resource.js'
import { SubscriptionManager } from './SubscriptionManager.js'
import { UsageView } from './UsageView.js'

export type PortalPart = 'subscription' | 'invoices' | 'payment_method' | 'usage' | 'credits' | 'customer'

export interface PaymentsPortalProps {
  customerId: string
  /** Which parts, in this order; default: all. */
  features?: readonly PortalPart[] | undefined
  /**
   * The portal configuration that binds the customer, where your page knows it: what it switches off is not shown,
   * and leaving asks what it wants asked. Default: the portal asks the server.
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
  const { client } = usePayments()
  const own = useResource(configuration ? undefined : 'configuration', (options) =>
    client.portal.configuration(options),
  )
  // Nothing is shown that goes again a moment later. Without an answer all is, and the server refuses.
  if (own.isLoading) {
    return (
      <div className="pay-portal">
        <Skeleton />
      </div>
    )
  }
  const view = configuration ?? own.data
  const allowed = view && featuresOf(view.features)
  return (
    <div className="pay-portal">
      {features.map((name) => (
        <Part key={name} name={name} customerId={customerId} allowed={allowed} />
      ))}
    </div>
  )
}
