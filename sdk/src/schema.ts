// Made by tools/generate.mjs from openapi.json, which the server makes from its own route table.
// Do not edit: run ./dev sdk.

/** RFC 3339 in UTC, with milliseconds. */
export type Timestamp = string
/** Keys to set; null or an empty string removes one. What is undefined is not sent. */
export type Metadata = Record<string, string | null | undefined>

export interface AbandonCancellation {}

export interface AcceptOffer {
  /** The offer that the customer saw; the standing one. */
  offer?: string | null | undefined
  /** What the preview said is due now, in minor units: refused (quote_stale) when it is another. */
  amount?: number | null | undefined
}

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

export interface Activity {
  /** Its name in cursors. */
  id: string
  /** When it was done. */
  time: Timestamp
  /** Who did it: you, the merchant's support, or the portal itself. */
  by: 'you' | 'support' | 'automatic'
  /** What was done, in order; of something refused, what was tried. */
  what: Array<'account_opened' | 'details_changed' | 'payment_method_added' | 'payment_method_removed' | 'payment_method_chosen' | 'plan_started' | 'plan_changed' | 'plan_change_scheduled' | 'plan_change_undone' | 'cancellation_scheduled' | 'plan_kept' | 'plan_ended' | 'plan_paused' | 'pause_scheduled' | 'pause_undone' | 'plan_resumed' | 'plan_renewed' | 'trial_ended' | 'discount_given' | 'offer_accepted' | 'offer_declined' | 'payment_overdue' | 'invoice_issued' | 'invoice_paid' | 'payment_failed' | 'invoice_voided' | 'invoice_downloaded' | 'credit_given' | 'credit_taken_back' | 'credit_expired' | 'link_made' | 'portal_opened' | 'portal_left' | 'access_given' | 'access_withdrawn' | 'data_exported'>
  /** Whether it was done or refused. */
  outcome: 'done' | 'refused'
  /** An invoice's number, a card's last digits, a plan's name. */
  about?: string
  /** The address it came from, of what you did yourself. */
  ip?: string | null
  /** The program it came from, of what you did yourself. */
  userAgent?: string | null
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

export interface Assignment {
  /** The experiment. */
  experiment: string
  /** The variant that it gave. */
  variant: string
  /** The first 8 bytes of SHA-256("<experiment>:<customer>"), big-endian, modulo totalWeight. */
  draw: number
  /** The sum of the variants' weights. */
  totalWeight: number
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

export interface BackupStatus {
  /** The backup. */
  id: string
  /** Whether it is there yet. */
  status: 'running' | 'complete' | 'failed'
  /** When it was begun. */
  created: Timestamp
  /** The position of the last event that it holds. */
  position?: string
  /** Root of the Merkle tree over its events, in hexadecimal digits. */
  root?: string
  /** Files of the log and the keys. */
  files?: number
  /** Their size. */
  bytes?: number
  /** Where it is, on the server. */
  folder?: string
  /** Why it failed. */
  because?: string
}

export interface BilledTo {
  /** Who is billed (personal). */
  name?: string | null
  /** Their mail address (personal). */
  email?: string | null
  /** Their address (personal). */
  address?: Address | null
  /** Their tax ids (personal). */
  taxIds?: TaxId[] | null
  /** The language that the invoice is written in. */
  locale?: string
  /** The zone that its dates are in. */
  timeZone?: string
}

export interface Branding {
  /** Six lower-case hex digits: #5469d4. */
  primaryColor?: string | null | undefined
  /** An https URL of an image, or a small PNG as data:image/png;base64,…; invoices show the latter. */
  logo?: string | null | undefined
}

export interface CancelSubscription {
  /** now or period_end. When left out: now for a secret key; for a customer what the portal configuration says. */
  effective?: 'now' | 'period_end' | null | undefined
  /** With now: is unused time credited? none when left out; for a customer what the portal configuration says. */
  prorationBehavior?: 'none' | 'create_prorations' | 'always_invoice' | null | undefined
}

export interface Cancellation {
  /** The cancellation's id. */
  id: string
  /** Who wants to leave. */
  customer: string
  /** What is to end. */
  subscription: string
  /** Where the story stands. */
  status: 'started' | 'offered' | 'ready' | 'confirmed' | 'abandoned'
  /** How it ended, once it has. */
  outcome?: 'canceled' | 'retained' | 'abandoned' | 'left_open' | 'superseded' | 'ended_elsewhere'
  /** The configuration that leads it. */
  configuration: PinnedConfiguration
  /** The product of the subscription's first item. */
  product?: string
  /** The price of the subscription's first item. */
  price?: string
  /** The customer's country, as reports group by it. */
  country?: string
  /** Offers that the customer may have, in order. */
  eligible: string[]
  /** The experiment's variant that the customer is in. */
  variant?: string
  /** How the variant was drawn. */
  assignment?: Assignment
  /** What was offered, in order. */
  offers: CancellationOffer[]
  /** What the customer said. */
  survey?: ExitSurvey
  /** When the subscription ends: now or period_end. */
  effective?: 'now' | 'period_end'
  /** The moment it ends. */
  endsAt?: Timestamp
  /** When the customer last did something. */
  lastStepAt: Timestamp
  /** When the story ended. */
  closedAt?: Timestamp
  /** When it began. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface CancellationOffer {
  /** The offer's id in the configuration. */
  offer: string
  /** What became of it. */
  status: 'shown' | 'accepted' | 'declined' | 'expired'
  /** What was offered, as it was then. */
  terms: RetentionOffer
  /** When it was shown. */
  shownAt: Timestamp
  /** It cannot be accepted from then on. */
  expiresAt?: Timestamp
  /** When it was accepted or declined. */
  decidedAt?: Timestamp
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

export interface ConfirmCancellation {
  /** Why, of the configured options. */
  reason?: 'too_expensive' | 'missing_features' | 'switched_service' | 'unused' | 'customer_service' | 'too_complex' | 'low_quality' | 'other' | null | undefined
  /** In the customer's own words, up to 2,000. */
  feedback?: string | null | undefined
  /** 0 to 10. */
  wouldRecommend?: number | null | undefined
  /** now or period_end; what the configuration says when left out. */
  effective?: 'now' | 'period_end' | null | undefined
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
  /** Who sells, as invoices are to say it. */
  seller?: Seller | null | undefined
  /** Origins such as https://app.example.com whose pages may show the portal in a frame; at most 20, default none. */
  frameAncestors?: string[] | undefined
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
  /** 3 to 12 upper-case letters and digits that no other customer has had; made from the id when left out. */
  invoicePrefix?: string | null | undefined
  /** none: tax is charged; exempt: it is not; reverse: the customer pays it (reverse charge). */
  taxExempt?: 'none' | 'exempt' | 'reverse' | null | undefined
  /** The caller's own notes. */
  metadata?: Metadata | undefined
}

export interface CreateEndpoint {
  /** An id of the caller's choice. */
  id?: string | null | undefined
  /** Where to deliver: https. */
  url: string
  /** Which events: names, `subscription.*`, or `*`. */
  events?: string[] | undefined
  /** What it is for. */
  description?: string | undefined
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
  /** true: finalise it at once; false or left out: it stays a draft. */
  autoFinalize?: boolean | null | undefined
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
  /** The taxes on its invoices, up to 10 rates. */
  taxRates?: string[] | undefined
  /** The caller's own notes. */
  metadata?: Metadata | undefined
}

export interface CreateTaxRate {
  /** An id of the caller's choice. */
  id?: string | null | undefined
  /** What invoices call the tax, such as VAT. */
  displayName: string
  /** Percent, 0 to 100 with up to four decimals, such as "8.875". */
  percentage: string | number
  /** Is it inside amounts whose price does not say? Default false. */
  inclusive?: boolean | undefined
  /** Where it is due, two upper-case letters. */
  country?: string | null | undefined
  /** Which state or province of it. */
  state?: string | null | undefined
  /** May it be taken? Default true. */
  active?: boolean | null | undefined
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
  /** The lines it may pay; all when absent. */
  scope?: CreditScope
}

export interface CreditScope {
  /** Lines of metered prices, or of licensed ones. */
  usageType?: 'licensed' | 'metered' | null | undefined
  /** Lines of these prices, 1 to 20. */
  prices?: string[] | null | undefined
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
  /** The address's country, for reports; tells nobody apart. */
  country?: string
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
  /** none, exempt, or reverse (charge). */
  taxExempt?: 'none' | 'exempt' | 'reverse'
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

export interface DeclineOffer {
  /** The offer that the customer saw; the standing one. */
  offer?: string | null | undefined
}

export interface DeletedInvoice {
  /** The invoice that was deleted. */
  id: string
  /** true. */
  deleted: boolean
}

export interface Delivery {
  /** The same for every attempt: the webhook-id header. */
  id: string
  /** Where it goes. */
  endpoint: string
  /** The event's name. */
  event: string
  /** The event's position. */
  position: string
  /** The stream whose order it keeps. */
  stream: string
  /** Where it stands. */
  status: 'pending' | 'delivered' | 'failed'
  /** Attempts so far. */
  attempts: number
  /** The endpoint's HTTP status. */
  responseStatus?: number
  /** Why there was no answer. */
  error?: string
  /** When it was first tried. */
  firstAttempt?: Timestamp
  /** When it was last tried. */
  lastAttempt?: Timestamp
  /** When it will be tried again. */
  nextAttempt?: Timestamp
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

export interface DiscountBasis {
  /** Percent taken off. */
  percentOff?: number | string
  /** Amount taken off the invoice. */
  amountOff?: number
  /** Sum of the lines that it takes off. */
  sum: number
  /** What it takes off all of them. */
  total: number
  /** This line's part of the sum. */
  weight: number
}

export interface DiskStatus {
  /** Its size. */
  totalBytes: number
  /** What the portal may still write. */
  freeBytes: number
  /** What is taken, by anybody. */
  usedBytes: number
}

export interface DueNow {
  /** Sum of the lines that are invoiced now. */
  subtotal: number
  /** What coupons take off them. */
  discount: number
  /** Their taxes. */
  tax: number
  /** What credit grants and the balance pay; below zero: what goes to the balance. */
  credits: number
  /** What is charged now. */
  total: number
}

export interface ExitSurvey {
  /** Why, of the configured options. */
  reason?: 'too_expensive' | 'missing_features' | 'switched_service' | 'unused' | 'customer_service' | 'too_complex' | 'low_quality' | 'other'
  /** In the customer's own words. */
  feedback?: string | null
  /** 0 (not at all) to 10 (surely). */
  wouldRecommend?: number
}

export interface Experiment {
  /** The caller's name for it. */
  id: string
  /** The portal configuration that runs it. */
  configuration: string
  /** Does it draw variants? */
  status: 'running' | 'stopped'
  /** Its arms; they never change. */
  variants: ExperimentVariant[]
  /** When it started. */
  startedAt: Timestamp
  /** When it stopped. */
  stoppedAt?: Timestamp
  /** When it started. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface ExperimentVariant {
  /** The variant's name, unique in the experiment. */
  name: string
  /** How often it is drawn, in percent; all add up to 100. */
  weight: number
  /** The ids of the offers that it shows, in order. */
  offers?: string[] | undefined
}

export interface ExplainedBalance {
  /** The balance before it. */
  before: number
  /** What the balance took over. */
  amount: number
  /** The balance after it. */
  after: number
  /** Position of the event. */
  position: string
}

export interface ExplainedCredit {
  /** The credit grant. */
  grant: string
  /** What it paid, in minor units. */
  amount: number
  /** What it had before. */
  remainingBefore: number
  /** What it had after. */
  remainingAfter: number
  /** Lower is used first. */
  priority: number
  /** Promotional is used before paid. */
  category: 'promotional' | 'paid'
  /** Earlier is used first. */
  expiresAt?: Timestamp
  /** The lines it may pay. */
  scope?: CreditScope
  /** Position of the grant. */
  grantedAt: string
  /** Position of its use. */
  appliedAt: string
  /** Position of its being given back. */
  reinstatedAt?: string
}

export interface ExplainedEvent {
  /** Its place in the log. */
  position: string
  /** Its place in the customer's stream. */
  version: number
  /** What happened. */
  type: string
  /** When it took effect. */
  at: Timestamp
}

export interface ExplainedLine {
  /** The line, with all the numbers behind it. */
  line: InvoiceLine
  /** How its amount is worked out. */
  formula: string
  /** Position of the event that the subscription item, and so the price's terms, come from. */
  agreedAt?: string
  /** The events that it bills, in log order. */
  usageEvents: ExplainedUsage[]
  /** Are there more than the first 10,000? */
  usageEventsTruncated: boolean
  /** Sum of its discounts. */
  discountTotal: number
  /** Sum of its taxes that are not inside it. */
  taxOnTop: number
  /** amount − discountTotal + taxOnTop. */
  charge: number
}

export interface ExplainedUsage {
  /** Its place in the log. */
  position: string
  /** When it happened. */
  time: Timestamp
  /** What it counts with; empty for a count. */
  value: string
  /** Did it come after its period was billed? */
  late: boolean
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
  /** What follows; default portal: back to the returnUrl, for a flow shows itself alone. */
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
  /** The invoice lines it may pay; all when left out. */
  scope?: CreditScope | null | undefined
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
  /** The customer as the finalised invoice names them. */
  billedTo?: BilledTo
  /** The portal configuration whose seller and branding it shows. */
  configuration?: PinnedConfiguration
  /** Where the PDF downloads without credentials, for a day; none while it is a draft. */
  pdfUrl?: string
  /** Where its page opens without credentials, for a day; none while it is a draft. */
  hostedUrl?: string
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When it was made. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
  /** The customer's exemption when it was drafted. */
  taxExempt?: 'none' | 'exempt' | 'reverse'
}

export interface InvoiceExplanation {
  /** The invoice. */
  invoice: string
  /** Who owes it. */
  customer: string
  /** Its number. */
  number?: string
  /** The currency of all amounts. */
  currency: string
  /** Its lines, explained. */
  lines: ExplainedLine[]
  /** Sum of the lines' amounts. */
  subtotal: number
  /** Sum of their discounts. */
  discountTotal: number
  /** Sum of their taxes. */
  taxTotal: number
  /** Sum of those that are not inside. */
  taxOnTop: number
  /** subtotal − discountTotal + taxOnTop. */
  total: number
  /** The grants that paid of it, in order. */
  credits: ExplainedCredit[]
  /** What they paid. */
  creditsApplied: number
  /** How it moved the balance. */
  balance: ExplainedBalance[]
  /** What the balance paid. */
  balanceApplied: number
  /** total − creditsApplied − balanceApplied. */
  amountDue: number
  /** The events that are about it, in order. */
  events: ExplainedEvent[]
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
  /** The line whose unused part this one gives back. */
  creditFor?: string
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
  /** Are taxes on top of the amount, or inside it? Absent: each rate says. */
  taxBehavior?: 'exclusive' | 'inclusive'
  /** true: usage of an earlier period that came late. */
  late?: boolean
}

export interface ItemChange {
  /** The item to change or remove; left out to add one. */
  id?: string | null | undefined
  /** Its price from now on. */
  price?: string | null | undefined
  /** Its quantity from now on; not for a metered price. */
  quantity?: number | null | undefined
  /** true removes the item. */
  deleted?: boolean | null | undefined
}

export interface LineDiscount {
  /** The coupon. */
  coupon: string
  /** What it takes off this line, in minor units. */
  amount: number
  /** How that was worked out. */
  basis?: DiscountBasis
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
  /** The tax rate. */
  taxRate?: string
  /** What is taxed: the line less discounts and less the taxes inside it, in minor units. */
  taxableAmount?: number
  /** How the tax was worked out. */
  basis?: TaxBasis
  /** Why nothing is charged, where nothing is. */
  relief?: 'customer_exempt' | 'reverse_charge'
}

export interface LineUsage {
  /** The meter. */
  meter: string
  /** What it counted. */
  value: number | string
  /** How many events that was. */
  events: number
  /** How many of them came after their own period was billed. */
  lateEvents: number
  /** What the meter counts, as it was agreed. */
  terms?: MeterTerms
  /** Version of the first of the events in the customer's stream. */
  fromVersion?: number
  /** Version of the last of them. */
  toVersion?: number
  /** Late: what was billed of that period before. */
  billedValue?: number | string
  /** Late: what that cost, in minor units. */
  billedAmount?: number
  /** Late: what each tier had added to that. */
  billedTiers?: TierShare[]
  /** Late: version of the first event that was billed in time. */
  billedFromVersion?: number
}

export interface MarkInvoiceUncollectible {}

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

export interface NextInvoice {
  /** When it will be made. */
  date: Timestamp
  /** Its total as of now: usage may still add to it. */
  total: number
  /** What credits and balance leave of it. */
  amountDue: number
}

export interface NoMembers {}

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

export interface OfferPreview {
  /** The cancellation. */
  cancellation: string
  /** Who may have it. */
  customer: string
  /** The subscription that would go on. */
  subscription: string
  /** The offer's id in the configuration. */
  offer: string
  /** What is offered. */
  type: 'discount' | 'pause' | 'plan' | 'credit'
  /** The currency of its amounts. */
  currency: string
  /** When the plan would change. */
  effective: 'now' | 'period_end'
  /** What the subscription would be for. */
  items: SubscriptionItem[]
  /** What would be charged at once. */
  dueNow: DueNow
  /** The lines of a change of plan. */
  lines: InvoiceLine[]
  /** The invoice after that, with the offer. */
  nextInvoice?: NextInvoice
  /** The next invoice, if all stayed as it is. */
  otherwise?: NextInvoice
  /** How long the discount or the pause would last. */
  until?: Timestamp
}

export interface PauseSubscription {
  /** Days until it resumes by itself, 1 to 730; for customers at most, and by default, what the portal configuration says. */
  maxDuration?: number | null | undefined
  /** When it resumes by itself, instead of days. */
  resumesAt?: Timestamp | null | undefined
  /** now (the default; what is left of the period follows the pause) or period_end. */
  startsAt?: 'now' | 'period_end' | null | undefined
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
  /** When it was noted that the card expires soon: 14 days before it does. */
  expiryNotedAt?: Timestamp
}

export interface PendingChange {
  /** All items from then on. */
  items: SubscriptionItem[]
  /** When: the end of this period. */
  effectiveAt: Timestamp
  /** When it was asked for. */
  requestedAt: Timestamp
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
  /** Who sells, for invoices. */
  seller?: Seller
  /** Origins whose pages may show the portal in a frame; none: nobody's. */
  frameAncestors: string[]
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

export interface PortalView {
  /** The headline of the portal. */
  headline?: string
  /** What customers may do; no offers, no experiments. */
  features: PortalFeatures
  /** Colour, logo, font. */
  branding?: Branding
  /** The seller's terms. */
  termsOfServiceUrl?: string
  /** The seller's privacy policy. */
  privacyPolicyUrl?: string
}

export interface PreviewSubscription {
  /** As in the update. */
  price?: string | null | undefined
  /** As in the update. */
  quantity?: number | null | undefined
  /** As in the update. */
  items?: ItemChange[] | undefined
  /** As in the update. */
  prorationBehavior?: 'none' | 'create_prorations' | 'always_invoice' | null | undefined
  /** As in the update. */
  billingCycleAnchor?: 'unchanged' | 'now' | null | undefined
  /** As in the update. */
  effective?: 'now' | 'period_end' | null | undefined
  /** As in the update. */
  coupon?: string | null | undefined
  /** An earlier quote, to work out the same change anew; instead of the change. */
  quote?: string | null | undefined
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
  /** What a coupon took off before: fullAmount is what was left. The line takes no more. */
  discount?: number
}

export interface QuantityBounds {
  /** The least quantity; default 1. */
  minimum?: number | null | undefined
  /** The largest quantity; default no bound. */
  maximum?: number | null | undefined
}

export interface Quote {
  /** The quote's id, for the PATCH that carries it out. */
  quote: string
  /** Whose it is. */
  customer: string
  /** The subscription that would change. */
  subscription: string
  /** The change, as it was asked for. */
  change: SubscriptionChange
  /** The currency of its amounts. */
  currency: string
  /** When the change would take effect. */
  effective: 'now' | 'period_end'
  /** Sum of the lines for the rest of this period, now or on the next invoice. */
  prorationAmount: number
  /** What would be charged at once. */
  dueNow: DueNow
  /** The lines that the change makes. */
  lines: InvoiceLine[]
  /** The invoice after that. */
  nextInvoice?: NextInvoice
  /** When it was made: what prorations are reckoned from. */
  created: Timestamp
  /** It holds until then. */
  expiresAt: Timestamp
  /** The subscription's version that it is about. */
  subscriptionVersion: number
  /** Was it carried out? */
  spent: boolean
}

export interface ReactivateSubscription {}

export interface ReattachPaymentMethod {}

export interface Recurring {
  /** The unit of the billing interval. */
  interval: 'day' | 'week' | 'month' | 'year'
  /** How many units one interval has; default 1. */
  intervalCount?: number | undefined
}

export interface ReplayRequest {
  /** A position: events behind it. */
  after?: string | null | undefined
  /** A position: up to this event; default the last. */
  until?: string | null | undefined
  /** Events recorded at this time or later. */
  from?: Timestamp | null | undefined
  /** Events recorded before this time; default now. */
  to?: Timestamp | null | undefined
}

export interface RequestBackup {}

export interface RequestedItem {
  /** The price to subscribe to. */
  price: string
  /** How many, 1 when left out; not for a metered price. */
  quantity?: number | null | undefined
}

export interface RequestedLine {
  /** What it is for, up to 500 characters; the product's name when left out with a price. */
  description?: string | null | undefined
  /** The line's amount in minor units, instead of unitAmount. */
  amount?: number | null | undefined
  /** Price of one in minor units. */
  unitAmount?: number | null | undefined
  /** How many; 1 when left out. */
  quantity?: number | null | undefined
  /** A price that is charged once, instead of an amount. */
  price?: string | null | undefined
  /** The taxes on it, up to 10 rates. */
  taxRates?: string[] | undefined
}

export interface ResumeSubscription {}

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

export interface RotateSecret {
  /** How long both secrets sign, 0 to 168 hours; default 24. */
  overlapHours?: number | null | undefined
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

export interface Seller {
  /** The seller's name, up to 100 bytes. */
  name: string
  /** The seller's address. */
  address?: Address | null | undefined
  /** The seller's tax ids, at most 5. */
  taxIds?: TaxId[] | undefined
  /** Where questions about invoices go. */
  email?: string | null | undefined
  /** A telephone number. */
  phone?: string | null | undefined
  /** An https URL. */
  website?: string | null | undefined
  /** What stands at the foot of each page of an invoice, up to 300 bytes. */
  invoiceFooter?: string | null | undefined
}

export interface ServerStatus {
  /** The server's time. */
  now: Timestamp
  /** Are commands and reads served? */
  ready: boolean
  /** Why not. */
  because?: string
  /** The last position of the log. */
  head: string
  /** The position up to which the views are made. */
  viewsAt: string
  /** Events that the views do not show yet. */
  viewsBehind: number
  /** While views are rebuilt: how far. */
  rebuildPercent?: number
  /** The file system of the data folder. */
  disk?: DiskStatus
  /** The webhook delivery that has waited longest; absent: none waits. */
  oldestUndelivered?: UndeliveredStatus
  /** When the last backup was made: the time of the file `last-backup` in the data folder, which whoever makes backups in another way touches; absent: there is none. */
  lastBackup?: Timestamp
}

export interface SetupFailure {
  /** The gateway's code. */
  code: string
  /** The same in words. */
  message: string
}

export interface StartCancellation {
  /** An id of the caller's choice. */
  id?: string | null | undefined
  /** Why, where it is known already: offers may depend on it. */
  reason?: 'too_expensive' | 'missing_features' | 'switched_service' | 'unused' | 'customer_service' | 'too_complex' | 'low_quality' | 'other' | null | undefined
  /** In the customer's own words, up to 2,000. */
  feedback?: string | null | undefined
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
  /** Its pause, begun or set to begin. */
  pause?: SubscriptionPause
  /** What changes with the period's end; PATCH it to null to undo that. */
  pendingChange?: PendingChange
  /** Seconds that a whole period's price stands for, where this period is longer or shorter: the first up to an anchor, or one that was paused. */
  periodSeconds?: number
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
  /** The taxes on its invoices. */
  taxRates?: TaxTerms[]
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

export interface SubscriptionChange {
  /** The one item's new price. */
  price?: string
  /** The one item's new quantity. */
  quantity?: number
  /** Items to add, change and remove. */
  items: ItemChange[]
  /** The new coupon; null: none. */
  coupon?: string
  /** What becomes of the rest of the period. */
  prorationBehavior?: 'none' | 'create_prorations' | 'always_invoice'
  /** Does a new period begin? */
  billingCycleAnchor?: 'unchanged' | 'now'
  /** Now, or with the period's end. */
  effective?: 'now' | 'period_end'
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

export interface SubscriptionPause {
  /** When it begins or began. */
  startsAt: Timestamp
  /** When it ends by itself; absent: when it is asked to. */
  resumesAt?: Timestamp
  /** Milliseconds of the period that were left when it began: they follow the pause. */
  remainingMs?: number
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

export interface TaxBasis {
  /** What the fraction is taken of, in minor units. */
  amount: number
  /** The fraction's numerator. */
  numerator: number
  /** The fraction's denominator. */
  denominator: number
}

export interface TaxId {
  /** The kind of tax id, such as eu_vat. */
  type: string
  /** The id itself. */
  value: string
}

export interface TaxRate {
  /** The tax rate's id. */
  id: string
  /** What invoices call the tax. */
  displayName: string
  /** Percent, exact. */
  percentage: string | number
  /** Is it inside amounts whose price does not say (lines without a price)? */
  inclusive: boolean
  /** Where it is due, ISO 3166-1. */
  country?: string
  /** Which state or province of it. */
  state?: string
  /** False once archived: not taken by anything new. */
  active: boolean
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When it was created. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
}

export interface TaxTerms {
  /** The tax rate. */
  id: string
  /** What invoices call the tax. */
  displayName: string
  /** Percent, exact. */
  percentage: string | number
  /** Is it inside amounts without a price? */
  inclusive: boolean
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

export interface UndeliveredStatus {
  /** Where it is to go. */
  endpoint: string
  /** The event's position. */
  position: string
  /** The event's name. */
  event: string
  /** When the event was recorded. */
  since: Timestamp
  /** Attempts so far. */
  attempts: number
  /** When it will be tried again. */
  nextAttempt?: Timestamp
  /** How many wait, over all endpoints in use. */
  waiting: number
}

export interface UpcomingInvoice {
  /** Who would owe it. */
  customer: string
  /** The subscription it would be for. */
  subscription: string
  /** The currency of all its amounts. */
  currency: string
  /** When it would be made. */
  date: Timestamp
  /** Why it would be made. */
  billingReason: 'manual' | 'subscription_create' | 'subscription_cycle' | 'subscription_update' | 'subscription_cancel'
  /** First moment of the period it bills. */
  periodStart: Timestamp
  /** First moment after that period. */
  periodEnd: Timestamp
  /** What it would be for. */
  lines: InvoiceLine[]
  /** Sum of the lines. */
  subtotal: number
  /** Sum of the lines' discounts. */
  discountTotal: number
  /** Sum of the lines' taxes. */
  taxTotal: number
  /** What it would come to. */
  total: number
  /** What credit would pay of it. */
  creditsApplied: number
  /** Which grants those would be. */
  credits: AppliedCredit[]
  /** What the balance would pay. */
  balanceApplied: number
  /** What would be left to pay. */
  amountDue: number
  /** The customer's exemption. */
  taxExempt?: 'none' | 'exempt' | 'reverse'
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
  /** Replaces it whole; null removes it. */
  seller?: Seller | null | undefined
  /** Replaces the list; an empty one lets nobody frame the portal. */
  frameAncestors?: string[] | null | undefined
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
  /** For invoices from now on; one that no other customer has had. */
  invoicePrefix?: string | null | undefined
  /** For invoices from now on. */
  taxExempt?: 'none' | 'exempt' | 'reverse' | null | undefined
  /** Keys to set; null or an empty string removes one. */
  metadata?: Metadata | null | undefined
}

export interface UpdateEndpoint {
  /** Where to deliver: https. */
  url?: string | null | undefined
  /** Which events. */
  events?: string[] | null | undefined
  /** What it is for. */
  description?: string | null | undefined
  /** false stops deliveries; true goes on where they stopped. */
  active?: boolean | null | undefined
  /** Keys to set; null removes one, or all. */
  metadata?: Metadata | null | undefined
}

export interface UpdateInvoice {
  /** Lines to add at its end. */
  addLines?: RequestedLine[] | undefined
  /** Ids of lines to take away. */
  removeLines?: string[] | undefined
  /** When it is due; null: nothing is said. */
  dueDate?: Timestamp | null | undefined
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
  /** The new price, where there is one item. */
  price?: string | null | undefined
  /** The new quantity, where there is one item. */
  quantity?: number | null | undefined
  /** Items to add, change and remove; those not named stay. */
  items?: ItemChange[] | undefined
  /** What becomes of the rest of the period: no money, lines on the next invoice, or an invoice now. The subscription's own when left out. */
  prorationBehavior?: 'none' | 'create_prorations' | 'always_invoice' | null | undefined
  /** now: a new period begins and is billed; it also does where the interval changes, or where something free becomes paid. */
  billingCycleAnchor?: 'unchanged' | 'now' | null | undefined
  /** now, or period_end: a pending change, which can be undone. */
  effective?: 'now' | 'period_end' | null | undefined
  /** A quote of …/preview: charges exactly what it says, or is refused. */
  quote?: string | null | undefined
  /** null undoes the pending change. */
  pendingChange?: unknown | null | undefined
  /** true: end with this period; false: undo that, or start anew when it has ended. */
  cancelAtPeriodEnd?: boolean | null | undefined
  /** A coupon for its invoices from now on; null: none. */
  coupon?: string | null | undefined
  /** What to charge from now on; null: the customer's default. */
  defaultPaymentMethod?: string | null | undefined
  /** Keys to set; null or an empty string removes one. */
  metadata?: Metadata | null | undefined
}

export interface UpdateTaxRate {
  /** What invoices from now on call the tax. */
  displayName?: string | null | undefined
  /** False archives it, true brings it back. */
  active?: boolean | null | undefined
  /** Keys to set; null or an empty string removes one. */
  metadata?: Metadata | null | undefined
  /** Fixed at creation: create another tax rate. */
  percentage?: unknown | null | undefined
  /** Fixed at creation: create another tax rate. */
  inclusive?: unknown | null | undefined
  /** Fixed at creation: create another tax rate. */
  country?: unknown | null | undefined
  /** Fixed at creation: create another tax rate. */
  state?: unknown | null | undefined
}

export interface VoidCreditGrant {}

export interface VoidInvoice {}

export interface WebhookEndpointView {
  /** The endpoint's id. */
  id: string
  /** Where events are delivered. */
  url: string
  /** Which events: names, `subscription.*`, or `*`. */
  events: string[]
  /** What it is for. */
  description: string
  /** Is it delivered to? */
  active: boolean
  /** Why it is not. */
  disabledReason?: string
  /** Since when it is not. */
  disabledAt?: Timestamp
  /** Until when the secret before signs too. */
  previousSecretExpiresAt?: Timestamp
  /** Since when nothing has arrived. */
  failingSince?: Timestamp
  /** The caller's own notes. */
  metadata: Record<string, string>
  /** When it was created. */
  created: Timestamp
  /** Stream version of its latest event. */
  version: number
  /** The position up to which it was served; what waits for a retry lies before it. */
  deliveredUpTo: string
  /** How many deliveries wait. */
  pending: number
  /** The signing secret; only in the answers that made it. */
  secret?: string
}
