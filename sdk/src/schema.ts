// Made by tools/generate.mjs from openapi.json, which the server makes from its own route table.
// Do not edit: run ./dev sdk.

/** RFC 3339 in UTC, with milliseconds. */
export type Timestamp = string
/** Keys to set; null or an empty string removes one. What is undefined is not sent. */
export type Metadata = Record<string, string | null | undefined>

export interface Action {
  /** Place of its first event in the log. */
  position: string
  /** When the log made it durable. */
  time: Timestamp
  /** Who acted. */
  principal: Principal
  /** What was asked for. */
  action: string
  /** The object it was about. */
  resource?: ActionResource
  /** The customer concerned. */
  customer?: string
  /** Whether it was done or refused. */
  outcome: 'done' | 'refused'
  /** Why it was refused. */
  reason?: string
  /** The client's address (personal). */
  ip?: string | null
  /** The client's program (personal). */
  userAgent?: string | null
  /** The request that caused it. */
  requestId: string
  /** Position of the event that it follows from. */
  cause?: string
  /** The object before, where it is small. */
  before?: unknown
  /** The object after, where it is small. */
  after?: unknown
  /** What happened. */
  events: ActionEvents[]
}

export interface ActionEvents {
  /** Place of the first in the log. */
  position: string
  /** What happened. */
  type: string
  /** How many of that type follow each other. */
  count: number
}

export interface ActionResource {
  /** The kind of object. */
  object: string
  /** Its id. */
  id: string
}

export interface Address {
  /** Street and number. */
  line1?: string | null | undefined
  /** Flat, suite, floor. */
  line2?: string | null | undefined
  /** City or district. */
  city?: string | null | undefined
  /** State, county or province. */
  state?: string | null | undefined
  /** Postal code. */
  postalCode?: string | null | undefined
  /** Two upper-case letters, ISO 3166-1. */
  country?: string | null | undefined
}

export interface AfterCompletion {
  /** What follows. */
  type: 'redirect' | 'confirmation' | 'portal'
  /** For redirect: where to; the session's returnUrl when left out. */
  returnUrl?: string | null | undefined
  /** For confirmation: what the page says. */
  message?: string | null | undefined
}

export interface Aggregation {
  /** How events become a number. */
  type: 'count' | 'sum' | 'max' | 'min' | 'avg' | 'unique' | 'last'
  /** The event's property that counts; not for count. */
  property?: string | null | undefined
}

export interface AppliedCredit {
  /** The credit grant. */
  grant: string
  /** What it paid, in minor units. */
  amount: number
}

export interface AttachPaymentMethod {
  /** An id of the caller's choice. */
  id?: string | null | undefined
  /** A test card's token such as pm_card_visa. */
  token?: string | null | undefined
  /** Card fields, instead of a token. */
  card?: CardDetails | null | undefined
  /** Make it the default; the first one always becomes it. */
  setAsDefault?: boolean | null | undefined
  /** The caller's own notes. */
  metadata?: Metadata | undefined
}

export interface Branding {
  /** Six lower-case hex digits: #5469d4. */
  primaryColor?: string | null | undefined
  /** An https URL of an image. */
  logo?: string | null | undefined
}

export interface CancelSubscription {
  /** now or period_end. When left out: now for a secret key; for a customer what the portal configuration says. */
  effective?: 'now' | 'period_end' | null | undefined
}

export interface CancellationReasonFeature {
  /** Is the reason asked for? */
  enabled: boolean
  /** The reasons to choose from, in order. */
  options?: Array<'too_expensive' | 'missing_features' | 'switched_service' | 'unused' | 'customer_service' | 'too_complex' | 'low_quality' | 'other'> | undefined
}

export interface Card {
  /** The card's network, such as visa. */
  brand: string
  /** The last four digits. */
  last4: string
  /** The month it expires in, 1 to 12. */
  expMonth: number
  /** The year it expires in, four digits. */
  expYear: number
  /** The same for the same number, whoever attaches it. */
  fingerprint: string
}

export interface CardDetails {
  /** The card's number; spaces and dashes are ignored. */
  number: string
  /** The month it expires in, 1 to 12. */
  expMonth: number
  /** The year it expires in, four digits. */
  expYear: number
  /** The security code, 3 or 4 digits. */
  cvc?: string | null | undefined
}

export interface ConfirmPayment {
  /** Did the customer authenticate? */
  outcome?: 'succeeded' | 'failed' | undefined
}

export interface ConfirmPaymentMethod {
  /** Sandbox alone: did the holder authenticate? True when left out. */
  authenticated?: boolean | null | undefined
}

export interface Coupon {
  /** The coupon's id. */
  id: string
  /** What customers read. */
  name?: string
  /** Percent off, over 0 and up to 100. */
  percentOff?: number | string
  /** Minor units off. */
  amountOff?: number
  /** The currency of the amount off. */
  currency?: string
  /** For how long it takes off. */
  duration: 'once' | 'repeating' | 'forever'
  /** Months, for duration repeating. */
  durationInMonths?: number
  /** How often it may be redeemed at most. */
  maxRedemptions?: number
  /** When it can be redeemed no more. */
  redeemBy?: Timestamp
  /** False once archived: redeemed no more. */
  active: boolean
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When it was created. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface CreateConfiguration {
  /** An id of the caller's choice. */
  id?: string | null | undefined
  /** A name for those who configure. */
  name?: string | null | undefined
  /** May sessions use it? Default true. */
  active?: boolean | null | undefined
  /** Use it where none is named. */
  isDefault?: boolean | null | undefined
  /** What the portal's head says, up to 60. */
  headline?: string | null | undefined
  /** Where sessions without a returnUrl lead back to. */
  defaultReturnUrl?: string | null | undefined
  /** What customers may do. */
  features: PortalFeatures
  /** How the portal looks. */
  branding?: Branding | null | undefined
  /** An https URL. */
  termsOfServiceUrl?: string | null | undefined
  /** An https URL. */
  privacyPolicyUrl?: string | null | undefined
  /** The caller's own notes. */
  metadata?: Metadata | undefined
}

export interface CreateCoupon {
  /** An id of the caller's choice. */
  id?: string | null | undefined
  /** What customers read. */
  name?: string | null | undefined
  /** Percent off, over 0 and up to 100. */
  percentOff?: number | string | null | undefined
  /** Minor units off, instead of a percentage. */
  amountOff?: number | null | undefined
  /** The currency of the amount off. */
  currency?: string | null | undefined
  /** For how long it takes off; default once. */
  duration?: 'once' | 'repeating' | 'forever' | undefined
  /** Months, for repeating. */
  durationInMonths?: number | null | undefined
  /** How often it may be redeemed. */
  maxRedemptions?: number | null | undefined
  /** When it can be redeemed no more. */
  redeemBy?: Timestamp | null | undefined
  /** May it be redeemed? Default true. */
  active?: boolean | null | undefined
  /** The caller's own notes. */
  metadata?: Metadata | undefined
}

export interface CreateCustomer {
  /** An id of the caller's choice. */
  id?: string | undefined
  /** Where mail goes. */
  email?: string | null | undefined
  /** Who is billed. */
  name?: string | null | undefined
  /** A telephone number. */
  phone?: string | null | undefined
  /** The billing address. */
  address?: Address | null | undefined
  /** Tax ids, at most 5. */
  taxIds?: TaxId[] | null | undefined
  /** The currency that invoices are made in. */
  currency?: string | null | undefined
  /** The language the customer reads, such as pt-BR. */
  locale?: string | null | undefined
  /** An IANA time zone such as Europe/Berlin. */
  timeZone?: string | null | undefined
  /** 3 to 12 upper-case letters and digits; made from the id when left out. */
  invoicePrefix?: string | null | undefined
  /** The caller's own notes. */
  metadata?: Metadata | undefined
}

export interface CreateInvoice {
  /** An id of the caller's choice. */
  id?: string | null | undefined
  /** The currency of its amounts. */
  currency: string
  /** What it is for, 1 to 250 lines. */
  lines?: RequestedLine[] | undefined
  /** When it is due. */
  dueDate?: Timestamp | null | undefined
  /** The caller's own notes. */
  metadata?: Metadata | undefined
}

export interface CreateKey {
  /** Who or what uses it. */
  name: string
  /** What it may do. */
  role: 'admin' | 'app' | 'analyst' | 'auditor'
}

export interface CreateMeter {
  /** An id of the caller's choice. */
  id?: string | null | undefined
  /** What people call it; usage may name it so. */
  name: string
  /** The type of the events that it counts. */
  eventType: string
  /** How events become a number. */
  aggregation: Aggregation
  /** All of these must hold for an event to count. */
  filters?: MeterFilter[] | undefined
  /** Properties that usage can be grouped by. */
  groupBy?: string[] | undefined
  /** What one of it is called, such as request. */
  unit?: string | null | undefined
  /** Default true. */
  active?: boolean | null | undefined
  /** The caller's own notes. */
  metadata?: Metadata | undefined
}

export interface CreatePrice {
  /** An id of the caller's choice. */
  id?: string | null | undefined
  /** The product it is for. */
  product: string
  /** A name for those who sell. */
  nickname?: string | null | undefined
  /** The currency of all its amounts. */
  currency: string
  /** Minor units for one unit. */
  unitAmount?: number | null | undefined
  /** Minor units for one, with up to 12 decimals. */
  unitAmountDecimal?: string | number | null | undefined
  /** Prices by quantity, instead of a unit amount. */
  tiers?: PriceTier[] | undefined
  /** Each tier for its own units, or one for all. */
  tiersMode?: 'graduated' | 'volume' | null | undefined
  /** How often it is charged; absent: once. */
  recurring?: Recurring | null | undefined
  /** Default licensed. */
  usageType?: 'licensed' | 'metered' | null | undefined
  /** What counts the usage of a metered price. */
  meter?: string | null | undefined
  /** Days without charge for a new subscription. */
  trialDays?: number | null | undefined
  /** Default exclusive. */
  taxBehavior?: 'exclusive' | 'inclusive' | null | undefined
  /** May it be sold? Default true. */
  active?: boolean | null | undefined
  /** The caller's own notes. */
  metadata?: Metadata | undefined
}

export interface CreateProduct {
  /** An id of the caller's choice. */
  id?: string | null | undefined
  /** What customers read. */
  name: string
  /** More for customers to read. */
  description?: string | null | undefined
  /** May it be sold? Default true. */
  active?: boolean | null | undefined
  /** The caller's own notes. */
  metadata?: Metadata | undefined
}

export interface CreateSession {
  /** Where it leads back to. */
  returnUrl?: string | null | undefined
  /** What it may do. */
  configuration?: string | null | undefined
  /** The subscription that it shows first. */
  subscription?: string | null | undefined
  /** The one flow that it shows. */
  flowData?: FlowData | null | undefined
  /** Seconds that the link lives, 60 to 604800. */
  expiresIn?: number | null | undefined
  /** Must equal the customer's metadata.userId. */
  userId?: string | null | undefined
  /** The language that it speaks. */
  locale?: string | null | undefined
}

export interface CreateSubscription {
  /** An id of the caller's choice. */
  id?: string | null | undefined
  /** The one price to subscribe to, instead of items. */
  price?: string | null | undefined
  /** How many of that price; 1 when left out. */
  quantity?: number | null | undefined
  /** The prices to subscribe to, up to 20. */
  items?: RequestedItem[] | undefined
  /** Days before the first charge, 0 to 730; the price's own when left out. */
  trialDays?: number | null | undefined
  /** A coupon for its invoices. */
  coupon?: string | null | undefined
  /** What to charge instead of the customer's default. */
  defaultPaymentMethod?: string | null | undefined
  /** Is a first period that the billing anchor cuts short charged in part (create_prorations, always_invoice) or free (none)? */
  prorationBehavior?: 'none' | 'create_prorations' | 'always_invoice' | null | undefined
  /** A moment that periods are counted from, before or after now; now when left out. */
  billingAnchor?: Timestamp | null | undefined
  /** What happens when the last retry fails. */
  afterRetries?: 'canceled' | 'unpaid' | null | undefined
  /** The caller's own notes. */
  metadata?: Metadata | undefined
}

export interface CreateToken {
  /** What it may do; at least one. */
  scopes?: Array<'subscriptions:read' | 'subscriptions:write' | 'invoices:read' | 'invoices:write' | 'payment_methods:read' | 'payment_methods:write' | 'usage:read' | 'credits:read' | 'customer:read' | 'customer:write' | 'cancellations:write'> | undefined
  /** Seconds, 60 to 2592000; default 3600. */
  expiresIn?: number | null | undefined
}

export interface CreditBalance {
  /** What is available, when one currency is in use. */
  balance?: number
  /** By currency, in the order of their codes. */
  balances: CurrencyBalance[]
  /** Grants with something left, in the order of use. */
  grants: CreditGrant[]
}

export interface CreditGrant {
  /** The grant's id. */
  id: string
  /** Whose it is. */
  customer: string
  /** What was granted, in minor units. */
  amount: number
  /** In which currency. */
  currency: string
  /** Given away, or paid for. */
  category: 'promotional' | 'paid'
  /** 0 is used first, 100 last. */
  priority: number
  /** What it is called. */
  name?: string
  /** Not used before then. */
  effectiveAt?: Timestamp
  /** Not used from then on. */
  expiresAt?: Timestamp
  /** What is left of it. */
  remaining: number
  /** When it was voided. */
  voidedAt?: Timestamp
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When it was granted. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface CurrencyBalance {
  /** The currency. */
  currency: string
  /** What the next invoice can use. */
  available: number
  /** What becomes usable later. */
  pending: number
}

export interface Customer {
  /** The customer's id. */
  id: string
  /** Where mail goes (personal). */
  email?: string | null
  /** Who is billed (personal). */
  name?: string | null
  /** A telephone number (personal). */
  phone?: string | null
  /** The billing address (personal). */
  address?: Address | null
  /** Tax ids (personal). */
  taxIds?: TaxId[] | null
  /** The currency that invoices are made in. */
  currency?: string
  /** The language that the customer reads, BCP 47. */
  locale?: string
  /** The IANA time zone of the customer's days. */
  timeZone?: string
  /** What is charged when nothing else is named. */
  defaultPaymentMethod?: string
  /** Owed in minor units; negative is credit. */
  balance: number
  /** What invoice numbers begin with. */
  invoicePrefix: string
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When the customer was deleted. */
  deletedAt?: Timestamp
  /** When the person was forgotten. */
  erasedAt?: Timestamp
  /** When it was created. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface CustomerToken {
  /** The token's id; not its secret. */
  id: string
  /** Whose data it reaches. */
  customer: string
  /** What it may do. */
  scopes: Array<'subscriptions:read' | 'subscriptions:write' | 'invoices:read' | 'invoices:write' | 'payment_methods:read' | 'payment_methods:write' | 'usage:read' | 'credits:read' | 'customer:read' | 'customer:write' | 'cancellations:write'>
  /** When it ends. */
  expiresAt: Timestamp
  /** When it was revoked. */
  revokedAt?: Timestamp
  /** When it was last used for an action. */
  lastUsedAt?: Timestamp
  /** Keyed hash of its secret. */
  digest: string
  /** When it was created. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface CustomerUpdateFeature {
  /** Is the feature on? */
  enabled: boolean
  /** What may be changed; at least one when the feature is on. */
  allowedUpdates?: Array<'email' | 'name' | 'phone' | 'address' | 'tax_id'> | undefined
}

export interface Discount {
  /** The coupon it comes from. */
  coupon: string
  /** Percent taken off. */
  percentOff?: number | string
  /** Amount taken off each invoice, in minor units. */
  amountOff?: number
  /** The currency of amountOff. */
  currency?: string
  /** Does it end with the first invoice it takes something off? */
  once: boolean
  /** When it was applied. */
  startsAt: Timestamp
  /** Periods that start from here on are not discounted. */
  endsAt?: Timestamp
}

export interface ExperimentVariant {
  /** The variant's name, unique in the experiment. */
  name: string
  /** How often it is drawn, relative to the others. */
  weight: number
  /** The ids of the offers that it shows, in order. */
  offers?: string[] | undefined
}

export interface FeatureSwitch {
  /** Is the feature on? */
  enabled: boolean
}

export interface FinalizeInvoice {}

export interface FlowData {
  /** The flow that the session shows. */
  type: 'subscription_cancel' | 'subscription_update' | 'payment_method_update' | 'invoice_pay' | 'subscription_pause' | 'customer_update'
  /** The subscription that it is about. */
  subscriptionId?: string | null | undefined
  /** For subscription_update: straight to this price. */
  priceId?: string | null | undefined
  /** For invoice_pay: the invoice. */
  invoiceId?: string | null | undefined
  /** What follows; default portal. */
  afterCompletion?: AfterCompletion | null | undefined
}

export interface GrantCredit {
  /** An id of the caller's choice. */
  id?: string | null | undefined
  /** How much, in minor units, above 0. */
  amount: number
  /** In which currency. */
  currency: string
  /** Given away or paid for; paid when left out. */
  category?: 'promotional' | 'paid' | null | undefined
  /** 0 is used first, 100 last; 50 when left out. */
  priority?: number | null | undefined
  /** What it is called, up to 100 characters. */
  name?: string | null | undefined
  /** Not used before then; now when left out. */
  effectiveAt?: Timestamp | null | undefined
  /** Not used from then on; never when left out. */
  expiresAt?: Timestamp | null | undefined
  /** The caller's own notes. */
  metadata?: Metadata | undefined
}

export interface Invoice {
  /** The invoice's id. */
  id: string
  /** Who owes it. */
  customer: string
  /** The subscription it is for. */
  subscription?: string
  /** Its number, without gaps per customer; from finalising on. */
  number?: string
  /** Where it stands. */
  status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible'
  /** The currency of all its amounts. */
  currency: string
  /** Why it was made. */
  billingReason: 'manual' | 'subscription_create' | 'subscription_cycle' | 'subscription_update' | 'subscription_cancel'
  /** What it is for. */
  lines: InvoiceLine[]
  /** Sum of the lines. */
  subtotal: number
  /** Sum of the lines' discounts. */
  discountTotal: number
  /** Sum of the lines' taxes. */
  taxTotal: number
  /** subtotal − discountTotal + taxes that are not inside it. */
  total: number
  /** What credit grants paid of it. */
  creditsApplied: number
  /** Which grants those were. */
  credits: AppliedCredit[]
  /** What the customer's balance paid of it. */
  balanceApplied: number
  /** What is left to pay: total less credits and balance. */
  amountDue: number
  /** What payments have paid. */
  amountPaid: number
  /** Attempts to collect: the first, and retries. */
  attemptCount: number
  /** Payments that were started for it. */
  paymentCount: number
  /** When collecting first failed. */
  firstFailureAt?: Timestamp
  /** When collecting will be tried again. */
  nextAttempt?: Timestamp
  /** Why the latest attempt did not succeed. */
  paymentError?: PaymentError
  /** The latest payment. */
  payment?: string
  /** When it is due. */
  dueDate?: Timestamp
  /** First moment of the period it bills. */
  periodStart: Timestamp
  /** First moment after that period. */
  periodEnd: Timestamp
  /** When it reached each status. */
  statusTransitions: StatusTransitions
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When it was made. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface InvoiceLine {
  /** The line's id. */
  id: string
  /** What it is for. */
  description: string
  /** Before discounts and taxes, in minor units. */
  amount: number
  /** How many; absent for usage. */
  quantity?: number
  /** Price of one, in minor units. */
  unitAmount?: number | string
  /** The service it pays for. */
  period: Period
  /** Is it for a part of a period? */
  proration: boolean
  /** How the part was worked out. */
  prorationBasis?: ProrationBasis
  /** The price that made it. */
  price?: string
  /** The item that made it. */
  subscriptionItem?: string
  /** What each tier added, for a tiered price. */
  tiers: TierShare[]
  /** The usage that it bills. */
  usage?: LineUsage
  /** What coupons take off. */
  discounts: LineDiscount[]
  /** What taxes add or hold. */
  taxes: LineTax[]
}

export interface LineDiscount {
  /** The coupon. */
  coupon: string
  /** What it takes off this line, in minor units. */
  amount: number
}

export interface LineTax {
  /** The tax, in minor units. */
  amount: number
  /** The rate. */
  percent: number | string
  /** Is it inside the line's amount? */
  inclusive: boolean
  /** What the tax is called. */
  name?: string
}

export interface LineUsage {
  /** The meter. */
  meter: string
  /** What it counted. */
  value: number | string
  /** How many events that was. */
  events: number
  /** How many of them happened before the period began. */
  lateEvents: number
}

export interface Meter {
  /** The meter's id. */
  id: string
  /** What people call it; usage may name it so. */
  name: string
  /** The type of the events that it counts. */
  eventType: string
  /** How events become a number. */
  aggregation: Aggregation
  /** All of these must hold for an event to count. */
  filters: MeterFilter[]
  /** Properties that usage can be grouped by. */
  groupBy: string[]
  /** What one of it is called, such as request. */
  unit?: string
  /** False once archived: no new metered prices. */
  active: boolean
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When it was created. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface MeterFilter {
  /** The event's property to look at. */
  property: string
  /** The value it must have. */
  equals?: unknown | null | undefined
  /** The values of which it must have one. */
  in?: unknown[] | undefined
}

export interface MeterTerms {
  /** The meter. */
  id: string
  /** The type of the events that it counts. */
  eventType: string
  /** How events become a number. */
  aggregation: Aggregation
  /** All of these must hold for an event to count. */
  filters: MeterFilter[]
  /** What one of it is called. */
  unit?: string
}

export interface NativeUsage {
  /** Makes sending twice count once; made when left out. */
  id?: string | null | undefined
  /** Who consumed. */
  customer?: string | null | undefined
  /** The meter, by id or name. */
  meter: string
  /** What the meter's property is set to; default 1. */
  value?: number | string | null | undefined
  /** When it happened; default now. */
  timestamp?: Timestamp | null | undefined
  /** What the meter filters and groups by. */
  properties?: unknown | null | undefined
}

export interface OfferEligibility {
  /** Only to those who never accepted it. */
  once?: boolean | null | undefined
  /** Only to those who did not accept it in as many months. */
  onceWithinMonths?: number | null | undefined
  /** Only for these reasons to leave. */
  reasons?: Array<'too_expensive' | 'missing_features' | 'switched_service' | 'unused' | 'customer_service' | 'too_complex' | 'low_quality' | 'other'> | undefined
  /** Only for subscriptions to these products. */
  products?: string[] | undefined
  /** Only after as many days. */
  minTenureDays?: number | null | undefined
  /** Only after paying as many minor units. */
  minSpend?: number | null | undefined
}

export interface PayInvoice {
  /** What to charge; the subscription's or the customer's default when left out. */
  paymentMethod?: string | null | undefined
}

export interface Payment {
  /** The payment's id. */
  id: string
  /** Who pays. */
  customer: string
  /** The invoice that is paid. */
  invoice: string
  /** What is charged. */
  paymentMethod: string
  /** How much, in minor units. */
  amount: number
  /** In which currency. */
  currency: string
  /** Where it stands. */
  status: 'processing' | 'requires_action' | 'succeeded' | 'failed'
  /** Why it failed. */
  failure?: PaymentFailure
  /** The how-many-eth payment of its invoice, from 1. */
  attempt: number
  /** Who moves the money. */
  gateway: string
  /** Under which the gateway acts at most once. */
  idempotencyKey: string
  /** When it was started. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
  /** Was it started by someone, not by the server itself? */
  byHand?: boolean
  /** The gateway's own name for it. */
  gatewayReference?: string
  /** The gateway's name for the payment that it takes the place of. */
  supersedesReference?: string
  /** The payment that it takes the place of. */
  supersedes?: string
  /** Is the gateway to give it up? */
  cancelRequested?: boolean
  /** Where the customer answers what the bank asks (personal). */
  nextActionUrl?: string | null
}

export interface PaymentError {
  /** A decline code, authentication_required or no_payment_method. */
  code: string
  /** The same in words, with what to do. */
  message: string
  /** The payment that failed, if one was tried. */
  payment?: string
}

export interface PaymentFailure {
  /** The gateway's decline code. */
  code: string
  /** The same in words. */
  message: string
}

export interface PaymentMethod {
  /** The payment method's id. */
  id: string
  /** Whose it is; absent once detached. */
  customer?: string
  /** What kind it is. */
  type: 'card'
  /** The card, for type card. */
  card?: Card
  /** Is it charged when nothing else is named? */
  isDefault: boolean
  /** Who moves the money. */
  gateway: string
  /** The gateway's name for it. */
  gatewayReference: string
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When it was attached. */
  created: Timestamp
  /** When it was detached. */
  detachedAt?: Timestamp
  /** Stream version of its latest event. */
  version: number
  /** Can it be charged? */
  status?: 'ready' | 'requires_action' | 'processing' | 'failed'
  /** Why the gateway did not take it. */
  failure?: SetupFailure
  /** Where its holder answers what the bank asks (personal). */
  nextActionUrl?: string | null
  /** The gateway's name for its set-up. */
  setupReference?: string
  /** The gateway's name for its owner. */
  gatewayCustomer?: string
  /** Is it to be the default once ready? */
  wantsDefault?: boolean
}

export interface Period {
  /** First moment of the period. */
  start: Timestamp
  /** First moment after the period. */
  end: Timestamp
}

export interface PinnedConfiguration {
  /** The configuration; pc_builtin: none was made. */
  id: string
  /** Its revision. */
  revision: number
}

export interface PortalConfiguration {
  /** The configuration's id. */
  id: string
  /** False once archived: no new sessions. */
  active: boolean
  /** Is it used where none is named? */
  isDefault: boolean
  /** All that it ever said, latest last. */
  revisions: PortalConfigurationRevision[]
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When it was created. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface PortalConfigurationRevision {
  /** Counts from 1. */
  revision: number
  /** A name for those who configure. */
  name?: string
  /** What the portal's head says. */
  headline?: string
  /** Where sessions without a returnUrl lead back to. */
  defaultReturnUrl?: string
  /** What customers may do. */
  features: PortalFeatures
  /** How the portal looks. */
  branding?: Branding
  /** The terms. */
  termsOfServiceUrl?: string
  /** The policy. */
  privacyPolicyUrl?: string
  /** When this revision was made. */
  created: Timestamp
}

export interface PortalFeatures {
  /** Listing and downloading invoices. */
  invoiceHistory?: FeatureSwitch | undefined
  /** Adding, removing and choosing payment methods. */
  paymentMethodUpdate?: FeatureSwitch | undefined
  /** Changing price or quantity. */
  subscriptionUpdate?: SubscriptionUpdateFeature | undefined
  /** Canceling, and what is offered then. */
  subscriptionCancel?: SubscriptionCancelFeature | undefined
  /** Pausing for a while. */
  subscriptionPause?: SubscriptionPauseFeature | undefined
  /** Changing one's own details. */
  customerUpdate?: CustomerUpdateFeature | undefined
  /** Seeing usage; on unless switched off. */
  usage?: FeatureSwitch | undefined
  /** Seeing credits; on unless switched off. */
  credits?: FeatureSwitch | undefined
}

export interface PortalFeaturesPatch {
  /** Replaces the feature whole. */
  invoiceHistory?: FeatureSwitch | null | undefined
  /** Replaces the feature whole. */
  paymentMethodUpdate?: FeatureSwitch | null | undefined
  /** Replaces the feature whole. */
  subscriptionUpdate?: SubscriptionUpdateFeature | null | undefined
  /** Replaces the feature whole. */
  subscriptionCancel?: SubscriptionCancelFeature | null | undefined
  /** Replaces the feature whole. */
  subscriptionPause?: SubscriptionPauseFeature | null | undefined
  /** Replaces the feature whole. */
  customerUpdate?: CustomerUpdateFeature | null | undefined
  /** Replaces the feature whole. */
  usage?: FeatureSwitch | null | undefined
  /** Replaces the feature whole. */
  credits?: FeatureSwitch | null | undefined
}

export interface PortalSession {
  /** The session's id. */
  id: string
  /** Whose portal it shows. */
  customer: string
  /** What it may do. */
  configuration: PinnedConfiguration
  /** Where it leads back to. */
  returnUrl: string
  /** The subscription that it shows first. */
  subscription?: string
  /** The one flow that it shows. */
  flowData?: FlowData
  /** The language that it speaks. */
  locale?: string
  /** Until when the link can be opened. */
  expiresAt: Timestamp
  /** Where it stands. */
  status: 'unopened' | 'open' | 'ended'
  /** Why it is over. */
  endedReason?: 'link_expired' | 'idle' | 'absolute' | 'logout' | 'revoked' | 'customer_gone'
  /** When the link was opened. */
  openedAt?: Timestamp
  /** When it was last used. */
  lastSeenAt?: Timestamp
  /** When it was over. */
  endedAt?: Timestamp
  /** Keyed hash of the link's secret. */
  linkDigest: string
  /** Keyed hash of the cookie's secret. */
  cookieDigest?: string
  /** When it was created. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface Price {
  /** The price's id. */
  id: string
  /** The product it is for. */
  product: string
  /** A name for those who sell. */
  nickname?: string
  /** The currency of all its amounts. */
  currency: string
  /** Minor units for one unit. */
  unitAmount?: number
  /** Minor units for one, with decimals. */
  unitAmountDecimal?: string | number
  /** Prices by quantity, instead of a unit amount. */
  tiers: PriceTier[]
  /** Each tier for its own units, or one tier for all. */
  tiersMode?: 'graduated' | 'volume'
  /** How often it is charged; absent: once. */
  recurring?: Recurring
  /** By quantity in advance, or by usage afterwards. */
  usageType: 'licensed' | 'metered'
  /** What counts the usage of a metered price. */
  meter?: string
  /** Days without charge for a new subscription. */
  trialDays?: number
  /** Is tax on top of the amount, or inside it? */
  taxBehavior: 'exclusive' | 'inclusive'
  /** False once archived: no new subscriptions. */
  active: boolean
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When it was created. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface PriceTerms {
  /** The product that is sold. */
  product: string
  /** The product's name. */
  description: string
  /** The price's currency. */
  currency: string
  /** Price of one unit, in minor units. */
  unitAmount?: number | string
  /** How the tiers apply. */
  tiersMode?: 'graduated' | 'volume'
  /** The tiers, for a tiered price. */
  tiers: PriceTier[]
  /** The unit of the billing interval. */
  interval: 'day' | 'week' | 'month' | 'year'
  /** How many of them a period lasts. */
  intervalCount: number
  /** In advance by quantity, or afterwards by usage. */
  usageType: 'licensed' | 'metered'
  /** Is tax on top of the amount, or inside it? */
  taxBehavior: 'exclusive' | 'inclusive'
  /** What counts, for a metered price. */
  meter?: MeterTerms
}

export interface PriceTier {
  /** The last unit of this tier; null in the last tier. */
  upTo?: number | null | undefined
  /** Minor units for each unit in this tier. */
  unitAmount?: number | null | undefined
  /** The same with decimals. */
  unitAmountDecimal?: string | number | null | undefined
  /** Minor units for reaching this tier at all. */
  flatAmount?: number | null | undefined
}

export interface Principal {
  /** How the principal proved who it is. */
  kind: 'key' | 'session' | 'token' | 'system' | 'link'
  /** The key, session, token or part of the system. */
  id: string
}

export interface Product {
  /** The product's id. */
  id: string
  /** What customers read. */
  name: string
  /** More for customers to read. */
  description?: string
  /** False once archived: no new sales. */
  active: boolean
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When it was created. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface ProductChoice {
  /** The product that may be chosen. */
  product: string
  /** Its prices that may be chosen; none: every active one. */
  prices?: string[] | undefined
  /** Quantities that may be chosen; absent: fixed. */
  quantity?: QuantityBounds | null | undefined
}

export interface ProrationBasis {
  /** What the whole period costs. */
  fullAmount: number
  /** R: seconds that remain. */
  remainingSeconds: number
  /** T: seconds of the whole period. */
  periodSeconds: number
}

export interface QuantityBounds {
  /** The least quantity; default 1. */
  minimum?: number | null | undefined
  /** The largest quantity; default no bound. */
  maximum?: number | null | undefined
}

export interface ReactivateSubscription {}

export interface Recurring {
  /** The unit of the billing interval. */
  interval: 'day' | 'week' | 'month' | 'year'
  /** How many units one interval has; default 1. */
  intervalCount?: number | undefined
}

export interface RequestedItem {
  /** The price to subscribe to. */
  price: string
  /** How many, 1 when left out; not for a metered price. */
  quantity?: number | null | undefined
}

export interface RequestedLine {
  /** What it is for, up to 500 characters. */
  description: string
  /** The line's amount in minor units, instead of unitAmount. */
  amount?: number | null | undefined
  /** Price of one in minor units. */
  unitAmount?: number | null | undefined
  /** How many; 1 when left out. */
  quantity?: number | null | undefined
}

export interface Retention {
  /** Offers in the order in which they are shown. */
  offers?: RetentionOffer[] | undefined
  /** Which offers to show to whom, by chance. */
  experiment?: RetentionExperiment | null | undefined
  /** Must a reason be given before the end? */
  surveyRequired?: boolean | undefined
}

export interface RetentionExperiment {
  /** The caller's name for it. */
  id: string
  /** Two or more arms. */
  variants?: ExperimentVariant[] | undefined
}

export interface RetentionOffer {
  /** The caller's name for it, unique in the configuration. */
  id: string
  /** What is offered. */
  type: 'discount' | 'pause' | 'plan' | 'credit'
  /** What the customer reads. */
  message: string
  /** For discount: percent off. */
  percentOff?: number | string | null | undefined
  /** For discount: minor units off. */
  amountOff?: number | null | undefined
  /** For discount: months; default 1. */
  durationMonths?: number | null | undefined
  /** For pause: days at most. */
  maxDuration?: number | null | undefined
  /** For plan: the price to change to. */
  price?: string | null | undefined
  /** For credit: minor units granted. */
  amount?: number | null | undefined
  /** Of amountOff or amount. */
  currency?: string | null | undefined
  /** Who is shown it; absent: everyone. */
  eligibility?: OfferEligibility | null | undefined
  /** How long it stands. */
  expiresAfterHours?: number | null | undefined
}

export interface ScheduleAtPeriodEnd {
  /** Any of these defers a change. */
  conditions?: Array<'decreasing_amount' | 'shortening_interval'> | undefined
}

export interface SecretKey {
  /** The key's id; not its secret. */
  id: string
  /** Who or what uses it. */
  name: string
  /** What it may do. */
  role: 'admin' | 'app' | 'analyst' | 'auditor'
  /** Keyed hash of its secret. */
  digest: string
  /** When it was created. */
  created: Timestamp
  /** When it was revoked. */
  revokedAt?: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface SetupFailure {
  /** The gateway's code. */
  code: string
  /** The same in words. */
  message: string
}

export interface StatusTransitions {
  /** When it was finalised. */
  finalizedAt?: Timestamp
  /** When it was paid. */
  paidAt?: Timestamp
  /** When it was voided. */
  voidedAt?: Timestamp
  /** When collecting it was given up. */
  markedUncollectibleAt?: Timestamp
}

export interface Subscription {
  /** The subscription's id. */
  id: string
  /** Whose it is. */
  customer: string
  /** Where it stands. */
  status: 'incomplete' | 'incomplete_expired' | 'trialing' | 'active' | 'past_due' | 'paused' | 'canceled' | 'unpaid'
  /** What is subscribed to. */
  items: SubscriptionItem[]
  /** The currency of all its prices. */
  currency: string
  /** First moment of this period. */
  currentPeriodStart: Timestamp
  /** First moment after this period. */
  currentPeriodEnd: Timestamp
  /** The moment periods are counted from. */
  billingAnchor: Timestamp
  /** Does it end with this period? */
  cancelAtPeriodEnd: boolean
  /** When it will end, if that is set. */
  cancelAt?: Timestamp
  /** When its end was asked for. */
  canceledAt?: Timestamp
  /** Why it ends. */
  cancelReason?: 'requested' | 'payment_failed' | 'customer_deleted'
  /** When it ended. */
  endedAt?: Timestamp
  /** When the trial ends or ended. */
  trialEnd?: Timestamp
  /** The coupon that discounts its invoices. */
  coupon?: string
  /** That coupon's terms as they were applied. */
  discount?: Discount
  /** What it charges instead of the customer's default. */
  defaultPaymentMethod?: string
  /** Its newest invoice. */
  latestInvoice?: string
  /** What changes inside a period cost. */
  prorationBehavior: 'none' | 'create_prorations' | 'always_invoice'
  /** What happens when the last retry fails. */
  afterRetries: 'canceled' | 'unpaid'
  /** The ended subscription it was reactivated from. */
  replaces?: string
  /** The subscription it was reactivated as. */
  replacedBy?: string
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When it was created. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface SubscriptionCancelFeature {
  /** Is the feature on? */
  enabled: boolean
  /** When it ends; default at_period_end. */
  mode?: 'at_period_end' | 'immediately' | undefined
  /** Is unused time credited? Only with mode immediately; default none. */
  prorationBehavior?: 'none' | 'create_prorations' | 'always_invoice' | undefined
  /** The exit survey's question. */
  cancellationReason?: CancellationReasonFeature | null | undefined
  /** Offers to those who leave. */
  retention?: Retention | null | undefined
}

export interface SubscriptionItem {
  /** The item's id. */
  id: string
  /** The price. */
  price: string
  /** How many; absent for a metered price. */
  quantity?: number
  /** The price's terms as they were agreed. */
  terms: PriceTerms
}

export interface SubscriptionPauseFeature {
  /** Is the feature on? */
  enabled: boolean
  /** Days at most, 1 to 730. */
  maxDuration?: number | null | undefined
}

export interface SubscriptionUpdateFeature {
  /** Is the feature on? */
  enabled: boolean
  /** What may be changed to: product ids, or objects; none: every active product. */
  products?: Array<string | ProductChoice> | undefined
  /** How a change within a period is charged; default none. */
  prorationBehavior?: 'none' | 'create_prorations' | 'always_invoice' | undefined
  /** Does a change start a new period? Default unchanged. */
  billingCycleAnchor?: 'unchanged' | 'now' | undefined
  /** Which changes wait for the period's end. */
  scheduleAtPeriodEnd?: ScheduleAtPeriodEnd | null | undefined
}

export interface TaxId {
  /** The kind of tax id, such as eu_vat. */
  type: string
  /** The id itself. */
  value: string
}

export interface TierShare {
  /** The tier's place in the price, from 0. */
  tier: number
  /** Units priced in this tier. */
  quantity: number | string
  /** Price of each, in minor units. */
  unitAmount?: number | string
  /** Added once for the tier, in minor units. */
  flatAmount?: number
}

export interface UpdateConfiguration {
  /** A name for those who configure; null removes it. */
  name?: string | null | undefined
  /** False archives it, true brings it back. */
  active?: boolean | null | undefined
  /** True: use it where none is named. */
  isDefault?: boolean | null | undefined
  /** Up to 60 bytes; null removes it. */
  headline?: string | null | undefined
  /** Null removes it. */
  defaultReturnUrl?: string | null | undefined
  /** Features to replace. */
  features?: PortalFeaturesPatch | null | undefined
  /** Replaces it whole; null removes it. */
  branding?: Branding | null | undefined
  /** An https URL. */
  termsOfServiceUrl?: string | null | undefined
  /** An https URL. */
  privacyPolicyUrl?: string | null | undefined
  /** Keys to set; null or an empty string removes one. */
  metadata?: Metadata | null | undefined
}

export interface UpdateCoupon {
  /** What customers read; null removes it. */
  name?: string | null | undefined
  /** False archives it, true brings it back. */
  active?: boolean | null | undefined
  /** Keys to set; null or an empty string removes one. */
  metadata?: Metadata | null | undefined
  /** Fixed at creation: create another coupon. */
  percentOff?: unknown | null | undefined
  /** Fixed at creation: create another coupon. */
  amountOff?: unknown | null | undefined
  /** Fixed at creation: create another coupon. */
  currency?: unknown | null | undefined
  /** Fixed at creation: create another coupon. */
  duration?: unknown | null | undefined
  /** Fixed at creation: create another coupon. */
  durationInMonths?: unknown | null | undefined
  /** Fixed at creation: create another coupon. */
  maxRedemptions?: unknown | null | undefined
  /** Fixed at creation: create another coupon. */
  redeemBy?: unknown | null | undefined
}

export interface UpdateCustomer {
  /** Where mail goes; null removes it. */
  email?: string | null | undefined
  /** Who is billed; null removes it. */
  name?: string | null | undefined
  /** A telephone number; null removes it. */
  phone?: string | null | undefined
  /** Replaces the address; null removes it. */
  address?: Address | null | undefined
  /** Replaces the tax ids; null removes them. */
  taxIds?: TaxId[] | null | undefined
  /** Only while nothing was billed. */
  currency?: string | null | undefined
  /** The language the customer reads. */
  locale?: string | null | undefined
  /** An IANA time zone. */
  timeZone?: string | null | undefined
  /** An attached payment method to charge from now on. */
  defaultPaymentMethod?: string | null | undefined
  /** For invoices from now on. */
  invoicePrefix?: string | null | undefined
  /** Keys to set; null or an empty string removes one. */
  metadata?: Metadata | null | undefined
}

export interface UpdateMeter {
  /** What people call it. */
  name?: string | null | undefined
  /** False archives it, true brings it back. */
  active?: boolean | null | undefined
  /** What one of it is called; null removes it. */
  unit?: string | null | undefined
  /** Keys to set; null or an empty string removes one. */
  metadata?: Metadata | null | undefined
  /** Fixed at creation: create another meter. */
  eventType?: unknown | null | undefined
  /** Fixed at creation: create another meter. */
  aggregation?: unknown | null | undefined
  /** Fixed at creation: create another meter. */
  filters?: unknown | null | undefined
  /** Fixed at creation: create another meter. */
  groupBy?: unknown | null | undefined
}

export interface UpdatePrice {
  /** A name for those who sell; null removes it. */
  nickname?: string | null | undefined
  /** False archives it, true brings it back. */
  active?: boolean | null | undefined
  /** Keys to set; null or an empty string removes one. */
  metadata?: Metadata | null | undefined
  /** Fixed at creation: create another price. */
  product?: unknown | null | undefined
  /** Fixed at creation: create another price. */
  currency?: unknown | null | undefined
  /** Fixed at creation: create another price. */
  unitAmount?: unknown | null | undefined
  /** Fixed at creation: create another price. */
  unitAmountDecimal?: unknown | null | undefined
  /** Fixed at creation: create another price. */
  tiers?: unknown | null | undefined
  /** Fixed at creation: create another price. */
  tiersMode?: unknown | null | undefined
  /** Fixed at creation: create another price. */
  recurring?: unknown | null | undefined
  /** Fixed at creation: create another price. */
  usageType?: unknown | null | undefined
  /** Fixed at creation: create another price. */
  meter?: unknown | null | undefined
  /** Fixed at creation: create another price. */
  trialDays?: unknown | null | undefined
  /** Fixed at creation: create another price. */
  taxBehavior?: unknown | null | undefined
}

export interface UpdateProduct {
  /** What customers read. */
  name?: string | null | undefined
  /** More for customers to read; null removes it. */
  description?: string | null | undefined
  /** False archives it, true brings it back. */
  active?: boolean | null | undefined
  /** Keys to set; null or an empty string removes one. */
  metadata?: Metadata | null | undefined
}

export interface UpdateSubscription {
  /** true: end with this period; false: undo that, or start anew when it has ended. */
  cancelAtPeriodEnd?: boolean | null | undefined
  /** A coupon for its invoices from now on; null: none. */
  coupon?: string | null | undefined
  /** What to charge from now on; null: the customer's default. */
  defaultPaymentMethod?: string | null | undefined
  /** Keys to set; null or an empty string removes one. */
  metadata?: Metadata | null | undefined
}

export interface VoidCreditGrant {}

export interface VoidInvoice {}
