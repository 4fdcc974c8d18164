import type { ListPromise } from '../list.js'
import type { CallOptions } from '../transport.js'
import type * as t from '../types.js'
import { Resource, segment, type Whose } from './resource.js'

export interface SubscriptionQuery extends t.OwnedPageOptions {
  status?: t.SubscriptionStatus | undefined
  price?: string | undefined
}

export interface InvoiceQuery extends t.OwnedPageOptions {
  status?: t.InvoiceStatus | undefined
  subscription?: string | undefined
}

export interface PaymentQuery extends t.OwnedPageOptions {
  status?: t.Payment['status'] | undefined
  invoice?: string | undefined
}

export class Subscriptions extends Resource {
  create(body: t.CreateSubscription, options?: CallOptions): Promise<t.Subscription> {
    return this.act('/subscriptions', body, options)
  }

  list(
    whose?: Whose<SubscriptionQuery>,
    more?: SubscriptionQuery,
    options?: CallOptions,
  ): ListPromise<t.Subscription> {
    return this.pages('/subscriptions', this.whose(whose, more), options)
  }

  get(id: string, query?: t.ReadOptions, options?: CallOptions): Promise<t.Subscription> {
    return this.read(`/subscriptions/${segment(id)}`, query, options)
  }

  update(id: string, changes: t.UpdateSubscription, options?: CallOptions): Promise<t.Subscription> {
    return this.change(`/subscriptions/${segment(id)}`, changes, options)
  }

  /** What a change would cost, promised for 15 minutes by `quote`. */
  preview(id: string, change: t.PreviewSubscription, options?: CallOptions): Promise<t.Preview> {
    return this.act(`/subscriptions/${segment(id)}/preview`, change, options)
  }

  /** The same as `preview`. */
  previewUpdate(id: string, change: t.PreviewSubscription, options?: CallOptions): Promise<t.Preview> {
    return this.preview(id, change, options)
  }

  /** Stops charging for a while; it resumes by itself. */
  pause(id: string, body?: t.PauseSubscription, options?: CallOptions): Promise<t.Subscription> {
    return this.act(`/subscriptions/${segment(id)}/pause`, body, options)
  }

  /** Ends a pause, or undoes one that is scheduled. */
  resume(id: string, options?: CallOptions): Promise<t.Subscription> {
    return this.act(`/subscriptions/${segment(id)}/resume`, undefined, options)
  }

  /** Ends it now or with its period. */
  cancel(id: string, body?: t.CancelSubscription, options?: CallOptions): Promise<t.Subscription> {
    return this.act(`/subscriptions/${segment(id)}/cancel`, body, options)
  }

  /** Undoes a scheduled end; after the end, starts anew on the same terms. */
  reactivate(id: string, body?: t.ReactivateSubscription, options?: CallOptions): Promise<t.Subscription> {
    return this.act(`/subscriptions/${segment(id)}/reactivate`, body, options)
  }
}

export class Invoices extends Resource {
  /** Drafts a one-off invoice. */
  create(body: t.CreateInvoice, options?: CallOptions): Promise<t.Invoice> {
    return this.act('/invoices', body, options)
  }

  list(whose?: Whose<InvoiceQuery>, more?: InvoiceQuery, options?: CallOptions): ListPromise<t.Invoice> {
    return this.pages('/invoices', this.whose(whose, more), options)
  }

  get(id: string, query?: t.ReadOptions, options?: CallOptions): Promise<t.Invoice> {
    return this.read(`/invoices/${segment(id)}`, query, options)
  }

  /** The invoice that the next renewal would make, as things stand now. */
  upcoming(
    whose?: Whose<t.ForCustomer & { subscription?: string | undefined }>,
    more?: { subscription?: string | undefined },
    options?: CallOptions,
  ): Promise<t.UpcomingInvoice> {
    return this.read('/invoices/upcoming', this.whose(whose, more), options)
  }

  /** Where each of its amounts comes from: events, integers, fractions. */
  explain(id: string, query?: { asOf?: t.Moment }, options?: CallOptions): Promise<t.InvoiceExplanation> {
    return this.read(`/invoices/${segment(id)}/explain`, query, options)
  }

  /** The invoice as a PDF. `invoice.pdfUrl` is the same for a browser, signed and with an end. */
  async pdf(id: string, options?: CallOptions): Promise<ArrayBuffer> {
    return this.transport.bytes({ method: 'GET', path: `/invoices/${segment(id)}/pdf`, options })
  }

  /** Changes a one-off draft. */
  update(id: string, changes: t.UpdateInvoice, options?: CallOptions): Promise<t.Invoice> {
    return this.change(`/invoices/${segment(id)}`, changes, options)
  }

  /** Deletes a one-off draft. */
  delete(id: string, options?: CallOptions): Promise<t.DeletedInvoice> {
    return this.remove(`/invoices/${segment(id)}`, options)
  }

  /** Gives up collecting it; it can still be paid or voided. */
  markUncollectible(id: string, options?: CallOptions): Promise<t.Invoice> {
    return this.act(`/invoices/${segment(id)}/mark-uncollectible`, undefined, options)
  }

  /** Numbers a draft and opens it for payment. */
  finalize(id: string, options?: CallOptions): Promise<t.Invoice> {
    return this.act(`/invoices/${segment(id)}/finalize`, undefined, options)
  }

  /** Charges an open invoice; throws PaymentFailedError when the money does not move. */
  pay(id: string, body?: t.PayInvoice, options?: CallOptions): Promise<t.Invoice> {
    return this.act(`/invoices/${segment(id)}/pay`, body, options)
  }

  /** Voids it and gives back the credit that it used. */
  void(id: string, options?: CallOptions): Promise<t.Invoice> {
    return this.act(`/invoices/${segment(id)}/void`, undefined, options)
  }
}

export class Payments extends Resource {
  list(whose?: Whose<PaymentQuery>, more?: PaymentQuery, options?: CallOptions): ListPromise<t.Payment> {
    return this.pages('/payments', this.whose(whose, more), options)
  }

  get(id: string, query?: t.ReadOptions, options?: CallOptions): Promise<t.Payment> {
    return this.read(`/payments/${segment(id)}`, query, options)
  }

  /** Answers the question that a payment in `requires_action` asks. */
  confirm(id: string, body: t.ConfirmPayment, options?: CallOptions): Promise<t.Payment> {
    return this.act(`/payments/${segment(id)}/confirm`, body, options)
  }
}

export class PaymentMethods extends Resource {
  /** Attaches a card, by token or, in the sandbox, by its fields. */
  attach(body: t.AttachPaymentMethod, options?: CallOptions): Promise<t.PaymentMethod> {
    return this.act('/payment-methods', body, options)
  }

  list(
    whose?: Whose<t.OwnedPageOptions>,
    more?: t.OwnedPageOptions,
    options?: CallOptions,
  ): ListPromise<t.PaymentMethod> {
    return this.pages('/payment-methods', this.whose(whose, more), options)
  }

  get(id: string, query?: t.ReadOptions, options?: CallOptions): Promise<t.PaymentMethod> {
    return this.read(`/payment-methods/${segment(id)}`, query, options)
  }

  /** Answers the question that a payment method in `requires_action` asks. */
  confirm(id: string, body?: t.ConfirmPaymentMethod, options?: CallOptions): Promise<t.PaymentMethod> {
    return this.act(`/payment-methods/${segment(id)}/confirm`, body, options)
  }

  /** Attaches one again that was detached; the sandbox's alone. */
  reattach(id: string, options?: CallOptions): Promise<t.PaymentMethod> {
    return this.act(`/payment-methods/${segment(id)}/attach`, undefined, options)
  }

  detach(id: string, options?: CallOptions): Promise<t.PaymentMethod> {
    return this.remove(`/payment-methods/${segment(id)}`, options)
  }
}
