// The objects as they are answered: the server's schemas, and what it adds when it renders them.
import type * as schema from './schema.js'

export type * from './schema.js'
import type { Timestamp } from './schema.js'

/** Which kind of object it is. */
interface Of<Kind extends string> {
  object: Kind
}

export interface Customer extends schema.Customer, Of<'customer'> {}
export interface Product extends schema.Product, Of<'product'> {}
export interface Price extends schema.Price, Of<'price'> {}
export interface Coupon extends schema.Coupon, Of<'coupon'> {}
export interface Meter extends schema.Meter, Of<'meter'> {}

/** What may be done with an object now, and if not, why. */
export interface AllowedAction {
  action: string
  allowed: boolean
  reason?: string
}

export interface Subscription extends schema.Subscription, Of<'subscription'> {
  allowedActions: AllowedAction[]
}

export interface Cancellation extends schema.Cancellation, Of<'cancellation'> {}

/** What a standing offer would cost and bring. */
export interface OfferPreview extends schema.OfferPreview, Of<'offer_preview'> {}

/** What a change would cost. */
export interface Preview extends schema.Quote, Of<'preview'> {}

export interface Invoice extends schema.Invoice, Of<'invoice'> {
  /** The same as `total`. */
  amount: number
}

export interface UpcomingInvoice extends schema.UpcomingInvoice, Of<'upcoming_invoice'> {
  /** The same as `total`. */
  amount: number
}

export interface InvoiceExplanation extends schema.InvoiceExplanation, Of<'invoice_explanation'> {}
export interface TaxRate extends schema.TaxRate, Of<'tax_rate'> {}

export interface Payment extends schema.Payment, Of<'payment'> {}
export interface PaymentMethod extends Omit<schema.PaymentMethod, 'gatewayReference'>, Of<'payment_method'> {}
export interface CreditGrant extends schema.CreditGrant, Of<'credit_grant'> {}

export interface CreditBalance extends Omit<schema.CreditBalance, 'grants'>, Of<'credit_balance'> {
  customer: string
  grants: CreditGrant[]
}

/** One movement of credit, booked twice: its entries add up to nothing. */
export interface CreditMovement extends Of<'credit_movement'> {
  position: string
  type: string
  at: Timestamp
  grant?: string
  invoice?: string
  currency: string
  amount: number
  /** What the customer then had in that currency. */
  balance: number
  entries: { account: string; amount: number }[]
}

export interface Experiment extends schema.Experiment, Of<'experiment'> {}

export interface WebhookEndpoint extends schema.WebhookEndpointView, Of<'webhook_endpoint'> {
  /** `whsec_…`; only in the answers that made it. */
  secret: string
}

export interface Delivery extends schema.Delivery, Of<'delivery'> {}

/** An answer of /analytics: counts, and how they were reckoned. */
export interface Report {
  object: string
  [more: string]: unknown
}

export interface PortalSession
  extends Omit<schema.PortalSession, 'linkDigest' | 'cookieDigest'>, Of<'portal_session'> {
  /** The link that opens it; only in the answer that created it. */
  url: string
}

export interface PortalConfiguration
  extends
    Omit<schema.PortalConfiguration, 'revisions'>,
    Omit<schema.PortalConfigurationRevision, 'created'>,
    Of<'portal_configuration'> {
  updated: Timestamp
}

/** Whether a customer can use a feature of the portal, and if not, why. */
export interface Capability {
  feature: keyof schema.PortalFeatures
  allowed: boolean
  reason?: string
  message?: string
}

export interface CustomerToken extends Omit<schema.CustomerToken, 'digest'>, Of<'customer_token'> {
  /** `cst_…`; only in the answer that created it. */
  secret: string
}

export interface SecretKey extends Omit<schema.SecretKey, 'digest'>, Of<'secret_key'> {
  /** `sk_…`; only in the answer that created it. */
  secret: string
}

export interface MeterUsage {
  meter: string
  name: string
  value: number
  unit?: string
  /** How many units of a period cost nothing. */
  included?: number
  /** Of the period that runs: what no invoice has billed yet, before discounts and taxes, in minor units. */
  amount?: number
  currency?: string
  [more: string]: unknown
}

/** What the customer's meters show for a period. */
export interface Usage extends Of<'usage'> {
  customer: string
  period: schema.Period
  meters: MeterUsage[]
}

export interface UsageBucket {
  start: Timestamp
  /** Not in it. */
  end: Timestamp
  value: number
  group?: Record<string, string>
}

/** A meter over time, without gaps. */
export interface UsageTimeline extends Of<'usage_timeline'> {
  customer: string
  meter: string
  granularity: Granularity
  timeZone: string
  data: UsageBucket[]
  [more: string]: unknown
}

export type Granularity = 'minute' | 'hour' | 'day' | 'week' | 'month'

/** How many usage events counted, and how many had been counted before. */
export interface UsageReceipt {
  accepted: number
  duplicates: number
}

/** Something that happened, as the log keeps it. */
export interface PortalEvent<Data = Record<string, unknown>> extends Of<'event'> {
  position: string
  stream: string
  version: number
  type: string
  schema: string
  recordedAt: Timestamp
  effectiveAt: Timestamp
  principal: schema.Principal
  action?: string
  index?: number
  requestId: string
  cause?: string
  data: Data
  leafHash: string
  [more: string]: unknown
}

/** An entry of a customer's own record. */
export interface Activity extends schema.Activity, Of<'activity'> {}

/** What the configuration that binds a customer shows and allows. */
export interface PortalView extends schema.PortalView, Of<'portal_view'> {}

export interface Backup extends schema.BackupStatus, Of<'backup'> {}

export interface ServerStatus extends schema.ServerStatus, Of<'server_status'> {}

export interface AuditAction extends schema.Action, Of<'audit_action'> {}

/** The log's signed head. */
export interface AuditCheckpoint extends Of<'audit_checkpoint'> {
  size: string
  root: string
  at: Timestamp
  signedText: string
  signature: string
  publicKey: string
}

/** That an event is in the log (RFC 6962). */
export interface AuditProof extends Of<'audit_proof'> {
  position: string
  size: string
  root: string
  leafHash: string
  stored: string
  path: string[]
  checkpoint: Omit<AuditCheckpoint, 'object'>
}

/** That a newer log is an older one with more at its end (RFC 6962). */
export interface AuditConsistency extends Of<'audit_consistency'> {
  from: string
  to: string
  fromRoot: string
  toRoot: string
  path: string[]
}

/** Everything about a customer in one document. */
export interface CustomerExport extends Of<'customer_export'> {
  exportedAt: Timestamp
  customer: Customer
  [more: string]: unknown
}

// -- what is asked for -------------------------------------------------------------------------------

/** A moment: a Date, or RFC 3339 text. */
export type Moment = Date | string

export interface PageOptions {
  /** 1 to 100; default 20. */
  limit?: number | undefined
  startingAfter?: string | undefined
  endingBefore?: string | undefined
  /** Related objects in place of their ids, such as `latestInvoice`. */
  expand?: string[] | string | undefined
}

/** Reads of what belongs to a customer. */
export interface OwnedPageOptions extends PageOptions {
  /** Whose; left out with a customer token or a portal session. */
  customer?: string | undefined
  /** As it was then: a moment, or a position of the log. */
  asOf?: Moment | undefined
}

export interface ReadOptions {
  expand?: string[] | string | undefined
  asOf?: Moment | undefined
}

/** Whose it is; left out with a customer token or a portal session. */
export interface ForCustomer {
  customer?: string | undefined
}

export type CreateSubscription = schema.CreateSubscription & ForCustomer
export type CreateInvoice = schema.CreateInvoice & ForCustomer
export type AttachPaymentMethod = schema.AttachPaymentMethod & ForCustomer
export type GrantCredit = schema.GrantCredit & ForCustomer
export type CreateSession = schema.CreateSession & { customer: string }

export type SubscriptionStatus = Subscription['status']
export type InvoiceStatus = Invoice['status']
export type Scope = schema.CreateToken['scopes'] extends Array<infer S> | undefined ? S : never
