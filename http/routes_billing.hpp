#pragma once

#include "http/route_rows.hpp"

// Rows: the catalog, subscriptions, invoices, payment methods, payments, usage, credits.

namespace portal::rows {

// clang-format off
inline constexpr Route of_billing[] = {
  // -- catalog
  {post, "/products", app, "product.create", create_in_catalog<CreateProduct>,
   "Creates a product.", {}, body_of<CreateProduct>(), schema_of<Product>, 201},
  {get, "/products", readers.and_customers({}), "product.list", list_products,
   "Products, newest first.", take::catalog},
  {get, "/products/{id}", readers.and_customers({}), "product.read", get_product,
   "One product.", take::one, {}, schema_of<Product>},
  {patch, "/products/{id}", app, "product.update", change_in_catalog<UpdateProduct>,
   "Renames, annotates, archives or brings back a product.", {}, changes_of<UpdateProduct>(), schema_of<Product>},
  {remove, "/products/{id}", app, "product.archive", archive_in_catalog<UpdateProduct>,
   "Archives a product.", {}, {}, schema_of<Product>},
  {post, "/prices", app, "price.create", create_in_catalog<CreatePrice>,
   "Creates a price; its terms never change.", {}, body_of<CreatePrice>(), schema_of<Price>, 201},
  {get, "/prices", readers.and_customers({}), "price.list", list_prices,
   "Prices, newest first.", take::prices},
  {get, "/prices/{id}", readers.and_customers({}), "price.read", get_price,
   "One price.", take::one, {}, schema_of<Price>},
  {patch, "/prices/{id}", app, "price.update", change_in_catalog<UpdatePrice>,
   "Renames, annotates, archives or brings back a price.", {}, changes_of<UpdatePrice>(), schema_of<Price>},
  {remove, "/prices/{id}", app, "price.archive", archive_in_catalog<UpdatePrice>,
   "Archives a price.", {}, {}, schema_of<Price>},
  {post, "/coupons", app, "coupon.create", create_in_catalog<CreateCoupon>,
   "Creates a coupon; its terms never change.", {}, body_of<CreateCoupon>(), schema_of<Coupon>, 201},
  {get, "/coupons", readers, "coupon.list", list_coupons,
   "Coupons, newest first.", take::catalog},
  {get, "/coupons/{id}", readers, "coupon.read", get_coupon,
   "One coupon.", take::one, {}, schema_of<Coupon>},
  {patch, "/coupons/{id}", app, "coupon.update", change_in_catalog<UpdateCoupon>,
   "Renames, annotates, archives or brings back a coupon.", {}, changes_of<UpdateCoupon>(), schema_of<Coupon>},
  {remove, "/coupons/{id}", app, "coupon.archive", archive_in_catalog<UpdateCoupon>,
   "Archives a coupon.", {}, {}, schema_of<Coupon>},
  {post, "/meters", app, "meter.create", create_in_catalog<CreateMeter>,
   "Creates a meter: how usage events become numbers.", {}, body_of<CreateMeter>(), schema_of<Meter>, 201},
  {get, "/meters", readers.and_customers(name_of(Scope::usage_read)), "meter.list", list_meters,
   "Meters, newest first.", take::meters},
  {get, "/meters/{id}", readers.and_customers(name_of(Scope::usage_read)), "meter.read", get_meter,
   "One meter.", take::one, {}, schema_of<Meter>},
  {patch, "/meters/{id}", app, "meter.update", change_in_catalog<UpdateMeter>,
   "Renames, annotates, archives or brings back a meter.", {}, changes_of<UpdateMeter>(), schema_of<Meter>},
  {remove, "/meters/{id}", app, "meter.archive", archive_in_catalog<UpdateMeter>,
   "Archives a meter.", {}, {}, schema_of<Meter>},

  // -- subscriptions
  {post, "/subscriptions", app, "subscription.create", create_owned<CreateSubscription>,
   "Subscribes a customer; makes and collects the first invoice.", {}, body_for_customer<CreateSubscription>(), schema_of<Subscription>, 201},
  {get, "/subscriptions", readers_or(Scope::subscriptions_read), "subscription.list", list_subscriptions,
   "Subscriptions, newest first.", take::subscriptions},
  {get, "/subscriptions/{id}", readers_or(Scope::subscriptions_read), "subscription.read", get_subscription,
   "One subscription, with what may be done with it.", take::one_owned, {}, schema_of<Subscription>},
  {patch, "/subscriptions/{id}", app_or(Scope::subscriptions_write), "subscription.update", change_owned<UpdateSubscription>,
   "Changes a subscription.", {}, changes_of<UpdateSubscription>(), schema_of<Subscription>},
  {post, "/subscriptions/{id}/cancel", app_or(Scope::subscriptions_write), "subscription.cancel", change_owned<CancelSubscription>,
   "Ends a subscription now or with its period.", {}, changes_of<CancelSubscription>(), schema_of<Subscription>},
  {post, "/subscriptions/{id}/reactivate", app_or(Scope::subscriptions_write), "subscription.reactivate", change_owned<ReactivateSubscription>,
   "Undoes a scheduled end; after the end, starts anew on the same terms.", {}, changes_of<ReactivateSubscription>(), schema_of<Subscription>},

  // -- invoices and payments
  {post, "/invoices", app, "invoice.create", create_owned<CreateInvoice>,
   "Drafts a one-off invoice.", {}, body_for_customer<CreateInvoice>(), schema_of<Invoice>, 201},
  {get, "/invoices", readers_or(Scope::invoices_read), "invoice.list", list_invoices,
   "Invoices, newest first.", take::invoices},
  {get, "/invoices/{id}", readers_or(Scope::invoices_read), "invoice.read", get_invoice,
   "One invoice.", take::one_owned, {}, schema_of<Invoice>},
  {get, "/invoices/{id}/pdf", app_or(Scope::invoices_read).and_links(), "invoice.download", get_invoice_pdf,
   "The invoice as a PDF; pdfUrl is this with a signature instead of credentials.", take::pdf, {}, nullptr, 200, false, "application/pdf"},
  {post, "/invoices/{id}/finalize", app, "invoice.finalize", change_owned<FinalizeInvoice>,
   "Numbers a draft and opens it for payment.", {}, changes_of<FinalizeInvoice>(), schema_of<Invoice>},
  {post, "/invoices/{id}/pay", app_or(Scope::invoices_write), "invoice.pay", pay_invoice,
   "Charges an open invoice; 402 when the money does not move.", {}, changes_of<PayInvoice>(), schema_of<Invoice>},
  {post, "/invoices/{id}/void", app, "invoice.void", change_owned<VoidInvoice>,
   "Voids an invoice and gives back the credit that it used.", {}, changes_of<VoidInvoice>(), schema_of<Invoice>},
  {get, "/payments", readers_or(Scope::invoices_read), "payment.list", list_payments,
   "Payments, newest first.", take::payments},
  {get, "/payments/{id}", readers_or(Scope::invoices_read), "payment.read", get_payment,
   "One payment.", take::one_owned, {}, schema_of<Payment>},
  {post, "/payments/{id}/confirm", app_or(Scope::invoices_write), "payment.confirm", change_owned<ConfirmPayment>,
   "Answers the question that a payment in requires_action asks.", {}, changes_of<ConfirmPayment>(), schema_of<Payment>},

  // -- payment methods
  {post, "/payment-methods", app_or(Scope::payment_methods_write), "payment_method.attach", create_owned<AttachPaymentMethod>,
   "Attaches a card, by token or by its fields.", {}, body_for_customer<AttachPaymentMethod>(), schema_of<PaymentMethod>, 201},
  {get, "/payment-methods", readers_or(Scope::payment_methods_read), "payment_method.list", list_payment_methods,
   "Attached payment methods, newest first.", take::methods},
  {get, "/payment-methods/{id}", readers_or(Scope::payment_methods_read), "payment_method.read", get_payment_method,
   "One payment method.", take::one_owned, {}, schema_of<PaymentMethod>},
  {post, "/payment-methods/{id}/confirm", app_or(Scope::payment_methods_write), "payment_method.confirm", change_owned<ConfirmPaymentMethod>,
   "Answers the question that a payment method in requires_action asks.", {}, changes_of<ConfirmPaymentMethod>(), schema_of<PaymentMethod>},
  {remove, "/payment-methods/{id}", app_or(Scope::payment_methods_write), "payment_method.detach", change_owned<DetachPaymentMethod>,
   "Detaches a payment method.", {}, {}, schema_of<PaymentMethod>},

  // -- usage
  {post, "/usage/events", app, "usage.record", record_usage,
   "Records usage: one event or up to 10,000, each counted once for ever.", {}, {BodyKind::usage, schema_of<NativeUsage>, false}},
  {get, "/usage", readers_or(Scope::usage_read), "usage.read", get_usage,
   "What the customer's meters show for a period.", take::usage},
  {get, "/usage/timeline", readers_or(Scope::usage_read), "usage.timeline", get_usage_timeline,
   "A meter over time, without gaps.", take::timeline},

  // -- credits
  {post, "/credits/grants", app, "credit_grant.create", create_owned<GrantCredit>,
   "Grants credit, which invoices use up before anything is charged.", {}, body_for_customer<GrantCredit>(), schema_of<CreditGrant>, 201},
  {post, "/credits/grants/{id}/void", app, "credit_grant.void", change_owned<VoidCreditGrant>,
   "Takes back what is left of a grant.", {}, changes_of<VoidCreditGrant>(), schema_of<CreditGrant>},
  {get, "/credits/balance", readers_or(Scope::credits_read), "credit.balance", get_credit_balance,
   "What the customer has in credit, and from which grants.", take::balance, {}, schema_of<CreditBalance>},
  {get, "/credits/ledger", readers_or(Scope::credits_read), "credit.ledger", get_credit_ledger,
   "Every movement of credit, newest first.", take::ledger},
};
// clang-format on

} // namespace portal::rows
