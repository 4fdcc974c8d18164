#include "tests/events/golden_billing.hpp"

namespace portal::testing {
namespace {

Instant moment(std::string_view text) { return *parse_instant(text); }

const Instant begin = moment("2026-01-31T10:00:00.123Z");
const Instant end = moment("2026-02-28T10:00:00.123Z");
const SubscriptionId subscription{"sub_1"};
const InvoiceId invoice{"in_1"};
const PaymentId payment{"pay_1"};
const CreditGrantId grant{"cg_1"};
const CustomerId customer{"cus_1"};

Currency usd() { return *Currency::parse("usd"); }

PriceTerms tiered_terms() {
  PriceTerms terms;
  terms.product = ProductId{"prod_1"};
  terms.description = "Größe \"L\"";
  terms.currency = usd();
  terms.tiers_mode = TiersMode::graduated;
  terms.tiers.resize(2);
  terms.tiers[0].up_to = 10;
  terms.tiers[0].unit_amount = 100;
  terms.tiers[1].unit_amount_decimal = DecimalText{*Decimal::parse("0.5")};
  terms.tiers[1].flat_amount = 500;
  terms.interval = Interval::year;
  terms.interval_count = 2;
  terms.usage_type = UsageType::metered;
  terms.tax_behavior = TaxBehavior::inclusive;
  terms.meter = MeterTerms{
    MeterId{"mtr_1"},
    "api.call",
    {AggregationType::sum, "tokens"},
    {MeterFilter{"status", RawJson{"200"}, {}}},
    "token"};
  return terms;
}

Discount discount() {
  Discount made;
  made.coupon = CouponId{"cou_1"};
  made.percent_off = *Decimal::parse("33.3");
  made.amount_off = 500;
  made.currency = usd();
  made.once = true;
  made.starts_at = begin;
  made.ends_at = end;
  return made;
}

Subscription full_subscription() {
  Subscription made;
  made.id = subscription;
  made.customer = customer;
  made.status = SubscriptionStatus::trialing;
  PriceTerms flat;
  flat.product = ProductId{"prod_1"};
  flat.description = "Pro";
  flat.currency = usd();
  flat.unit_amount = *Decimal::parse("2000.25");
  made.items = {
    {SubscriptionItemId{"si_1"}, PriceId{"price_1"}, 3, flat},
    {SubscriptionItemId{"si_2"}, PriceId{"price_2"}, {}, tiered_terms()}};
  made.currency = usd();
  made.current_period_start = begin;
  made.current_period_end = end;
  made.billing_anchor = end;
  made.trial_end = end;
  made.coupon = CouponId{"cou_1"};
  made.discount = discount();
  made.default_payment_method = PaymentMethodId{"pm_1"};
  made.proration_behavior = ProrationBehavior::always_invoice;
  made.after_retries = AfterRetries::unpaid;
  made.replaces = SubscriptionId{"sub_0"};
  made.metadata = {{"seat", "12"}};
  made.created = begin;
  return made;
}

InvoiceLine full_line() {
  InvoiceLine line;
  line.id = InvoiceLineId{"il_1"};
  line.description = "Pro";
  line.amount = 1000;
  line.quantity = 1;
  line.unit_amount = *Decimal::parse("2000.5");
  line.period = {begin, end};
  line.proration = true;
  line.proration_basis = ProrationBasis{2001, 1'209'600, 2'419'200};
  line.price = PriceId{"price_1"};
  line.subscription_item = SubscriptionItemId{"si_1"};
  line.tiers = {{1, *Decimal::parse("2.5"), *Decimal::parse("0.5"), 500}};
  line.usage = LineUsage{MeterId{"mtr_1"}, *Decimal::parse("2.5"), 4, 1};
  line.discounts = {{CouponId{"cou_1"}, 100}};
  line.taxes = {{171, Decimal::from_integer(19), false, "VAT"}};
  return line;
}

Invoice full_invoice() {
  Invoice made;
  made.id = invoice;
  made.customer = customer;
  made.subscription = subscription;
  made.currency = usd();
  made.billing_reason = BillingReason::subscription_cycle;
  made.lines = {full_line()};
  made.subtotal = 1000;
  made.discount_total = 100;
  made.tax_total = 171;
  made.total = 1071;
  made.amount_due = 1071;
  made.due_date = end;
  made.period_start = begin;
  made.period_end = end;
  made.metadata = {{"order", "7"}};
  made.created = begin;
  return made;
}

Payment full_payment() {
  Payment made;
  made.id = payment;
  made.customer = customer;
  made.invoice = invoice;
  made.payment_method = PaymentMethodId{"pm_1"};
  made.amount = 800;
  made.currency = usd();
  made.attempt = 1;
  made.gateway = "sandbox";
  made.idempotency_key = "pay_1";
  made.created = begin;
  return made;
}

CreditGrant full_grant() {
  CreditGrant made;
  made.id = grant;
  made.customer = customer;
  made.amount = 5000;
  made.currency = usd();
  made.category = CreditCategory::promotional;
  made.priority = 0;
  made.name = "Welcome";
  made.effective_at = begin;
  made.expires_at = end;
  made.remaining = 5000;
  made.metadata = {{"campaign", "spring"}};
  made.created = begin;
  return made;
}

InvoiceLine credit_line() {
  InvoiceLine line = full_line();
  line.id = InvoiceLineId{"il_2"};
  line.description = "Unused time on Pro";
  line.amount = -1000;
  line.proration_basis = ProrationBasis{-2001, 1'209'600, 2'419'200, 100};
  line.credit_for = InvoiceLineId{"il_1"};
  line.tiers.clear();
  line.usage.reset();
  line.discounts.clear();
  line.taxes.clear();
  return line;
}

SubscriptionChanged full_change() {
  SubscriptionChanged made;
  made.id = subscription;
  made.items = full_subscription().items;
  made.period = Period{begin, end};
  made.billing_anchor = begin;
  made.proration_behavior = ProrationBehavior::always_invoice;
  made.effective_at = begin;
  made.waiting = {{credit_line(), invoice}, {full_line(), {}}};
  made.rounding = *Decimal::parse("-0.333333333333");
  made.quote = QuoteId{"qt_1"};
  return made;
}

Quote full_quote() {
  Quote made;
  made.quote = QuoteId{"qt_1"};
  made.customer = customer;
  made.subscription = subscription;
  made.change.price = PriceId{"price_2"};
  made.change.quantity = 3;
  made.change.items = {{SubscriptionItemId{"si_1"}, PriceId{"price_2"}, 4, false}};
  made.change.coupon = Patch<CouponId>::null();
  made.change.proration_behavior = ProrationBehavior::always_invoice;
  made.change.billing_cycle_anchor = BillingCycleAnchor::now;
  made.change.effective = EffectiveWhen::now;
  made.currency = usd();
  made.proration_amount = -1000;
  made.due_now = {1000, 100, 171, 271, 800};
  made.lines = {credit_line()};
  made.next_invoice = NextInvoice{end, 2000, 1900};
  made.created = begin;
  made.expires_at = end;
  made.subscription_version = 7;
  made.spent = false;
  return made;
}

BilledTo billed_to() {
  BilledTo made;
  made.name = std::string{"Ada Lovelace"};
  made.email = std::string{"ada@example.com"};
  made.address = Address{"Linden 1", "2nd floor", "Berlin", "BE", "10117", "DE"};
  made.tax_ids = std::vector<TaxId>{{"eu_vat", "DE123456789"}};
  made.locale = "de-DE";
  return made;
}

} // namespace

std::vector<BillingEvent> billing_samples() {
  return {
    SubscriptionCreated{full_subscription()},
    SubscriptionActivated{subscription},
    SubscriptionTrialEnded{subscription, {begin, end}},
    SubscriptionRenewed{subscription, {begin, end}},
    SubscriptionPastDue{subscription, invoice},
    SubscriptionUnpaid{subscription, invoice},
    SubscriptionCancelScheduled{subscription, end, begin},
    SubscriptionCancelUndone{subscription},
    SubscriptionCanceled{subscription, end, begin, CancelReason::payment_failed},
    SubscriptionExpired{subscription, end},
    SubscriptionDiscounted{subscription, discount()},
    SubscriptionDiscountEnded{subscription, CouponId{"cou_1"}, DiscountEnd::used},
    SubscriptionPaymentMethodChanged{subscription, PaymentMethodId{"pm_1"}},
    SubscriptionMetadataChanged{subscription, {{"seat", "12"}}},
    full_change(),
    SubscriptionChangeScheduled{
      subscription, {full_subscription().items, end, begin}, QuoteId{"qt_1"}},
    SubscriptionChangeUndone{subscription, UndoReason::superseded},
    SubscriptionPauseScheduled{subscription, {begin, end, {}}},
    SubscriptionPauseUndone{subscription, UndoReason::requested},
    SubscriptionPaused{subscription, {begin, end, 86'400'123}},
    SubscriptionResumed{subscription, {begin, end}, end, 2'419'200},
    SubscriptionQuoted{full_quote()},
    InvoiceCreated{full_invoice()},
    InvoiceDraftChanged{invoice, {full_line()}, 1000, 100, 171, 1071, end, {{"order", "8"}}},
    InvoiceDeleted{invoice},
    InvoiceFinalized{
      invoice,
      "A1B2C3D4-0001",
      1,
      1071,
      200,
      {{grant, 200}},
      71,
      800,
      begin,
      billed_to(),
      PinnedConfiguration{ConfigurationId{"pc_1"}, 3}},
    InvoicePaid{invoice, 800, payment, 2, end},
    InvoicePaymentFailed{
      invoice, {"card_declined", "The card was declined.", payment}, 1, begin, end},
    InvoiceCollectionStopped{invoice},
    InvoiceVoided{invoice, end},
    InvoiceMarkedUncollectible{invoice, end},
    BalanceChanged{customer, invoice, usd(), 71, -29},
    PaymentStarted{full_payment()},
    PaymentSucceeded{payment, invoice, 800},
    PaymentFailed{payment, invoice, {"card_declined", "The card was declined."}},
    PaymentActionRequired{payment, invoice, {}},
    PaymentRegistered{payment, "pi_1"},
    PaymentCheckRequested{payment, invoice},
    PaymentCancelRequested{payment, invoice},
    CreditGranted{full_grant()},
    CreditApplied{grant, invoice, usd(), -200, 4800},
    CreditReinstated{grant, invoice, usd(), 200, 5000},
    CreditExpired{grant, usd(), -5000},
    CreditVoided{grant, usd(), -5000, end},
  };
}

} // namespace portal::testing
