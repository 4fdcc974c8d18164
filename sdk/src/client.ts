import { Payments as PaymentAttempts, Invoices, PaymentMethods, Subscriptions } from './resources/billing.js'
import { Cancellations } from './resources/cancellations.js'
import { Catalog, type CatalogQuery } from './resources/catalog.js'
import { Customers } from './resources/customers.js'
import { Credits, Usage } from './resources/metering.js'
import { Portal } from './resources/portal.js'
import { Analytics, Experiments } from './resources/analytics.js'
import { Audit, Backups, Events, Keys, Server } from './resources/records.js'
import { WebhookEndpoints } from './resources/webhooks.js'
import { type PaymentsOptions, Transport } from './transport.js'
import type * as t from './types.js'

export interface PriceQuery extends CatalogQuery {
  product?: string | undefined
}

export interface MeterQuery extends CatalogQuery {
  eventType?: string | undefined
}

/** Everything that the portal's API offers. What servers need beside it (index.ts) is not in it: pages load this. */
export class ApiClient {
  readonly customers: Customers
  readonly portal: Portal
  readonly subscriptions: Subscriptions
  readonly cancellations: Cancellations
  readonly invoices: Invoices
  readonly payments: PaymentAttempts
  readonly paymentMethods: PaymentMethods
  readonly usage: Usage
  readonly credits: Credits
  readonly products: Catalog<t.Product, t.CreateProduct, t.UpdateProduct>
  readonly prices: Catalog<t.Price, t.CreatePrice, t.UpdatePrice, PriceQuery>
  readonly coupons: Catalog<t.Coupon, t.CreateCoupon, t.UpdateCoupon>
  readonly meters: Catalog<t.Meter, t.CreateMeter, t.UpdateMeter, MeterQuery>
  readonly taxRates: Catalog<t.TaxRate, t.CreateTaxRate, t.UpdateTaxRate>
  readonly events: Events
  readonly audit: Audit
  readonly analytics: Analytics
  readonly experiments: Experiments
  readonly webhookEndpoints: WebhookEndpoints
  readonly keys: Keys
  readonly backups: Backups
  readonly server: Server

  constructor(options: PaymentsOptions = {}) {
    const transport = new Transport(options)
    this.customers = new Customers(transport)
    this.portal = new Portal(transport)
    this.subscriptions = new Subscriptions(transport)
    this.cancellations = new Cancellations(transport)
    this.invoices = new Invoices(transport)
    this.payments = new PaymentAttempts(transport)
    this.paymentMethods = new PaymentMethods(transport)
    this.usage = new Usage(transport)
    this.credits = new Credits(transport)
    this.products = new Catalog(transport, '/products')
    this.prices = new Catalog(transport, '/prices')
    this.coupons = new Catalog(transport, '/coupons')
    this.meters = new Catalog(transport, '/meters')
    this.taxRates = new Catalog(transport, '/tax-rates')
    this.events = new Events(transport)
    this.analytics = new Analytics(transport)
    this.experiments = new Experiments(transport)
    this.webhookEndpoints = new WebhookEndpoints(transport)
    this.audit = new Audit(transport)
    this.keys = new Keys(transport)
    this.backups = new Backups(transport)
    this.server = new Server(transport)
  }
}
