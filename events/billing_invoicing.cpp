// An invoice from its lines to open, and to void.

#include <algorithm>
#include <set>
#include <string>

#include "events/billing_amounts.hpp"
#include "events/billing_work.hpp"
#include "events/catalog.hpp"
#include "events/taxes.hpp"

namespace portal {
namespace {

/// `A1B2C3D4-0001`.
std::string invoice_number(const std::string& prefix, std::int64_t sequence) {
  std::string digits = std::to_string(sequence);
  if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
  return prefix + '-' + digits;
}

InvoiceLine
line_for(BillingWork& work, const SubscriptionItem& item, const Period& period, Priced priced) {
  InvoiceLine line;
  line.id = work.next_id<InvoiceLineId>();
  line.description = item.terms.description;
  line.amount = priced.amount;
  line.quantity = item.quantity;
  if (!item.terms.tiers_mode) line.unit_amount = item.terms.unit_amount;
  line.period = period;
  line.price = item.price;
  line.subscription_item = item.id;
  line.tax_behavior = item.terms.tax_behavior;
  line.tiers = std::move(priced.shares);
  return line;
}

/// What a tally bills: never less than nothing.
Decimal billed_value(const UsageTally& tally, const SubscriptionItem& item) {
  return std::max(usage_value(tally, item.terms.meter->aggregation), Decimal{});
}

Priced priced(const SubscriptionItem& item, Decimal value) {
  return price_of(item.terms, value).value_or(Priced{line_amount_max, {}});
}

/// The difference that late events make to the period they belong to.
InvoiceLine late_line(BillingWork& work, SubscriptionItem item, const ClosedUsage& closed) {
  if (closed.price && closed.terms) {
    item.price = *closed.price;
    item.terms = *closed.terms;
  }
  const Decimal value = billed_value(*closed.with_late, item);
  const Decimal before = billed_value(closed.billed, item);
  Priced was = priced(item, before);
  InvoiceLine line = line_for(work, item, closed.period, priced(item, value));
  line.amount -= was.amount;
  line.late = true;
  LineUsage& usage = line.usage.emplace();
  usage.meter = item.terms.meter->id;
  usage.value = value;
  usage.events = closed.with_late->events - closed.billed.events;
  usage.late_events = usage.events;
  usage.terms = item.terms.meter;
  usage.from_version = closed.late_from_version;
  usage.to_version = closed.late_to_version;
  usage.billed_value = before;
  usage.billed_amount = was.amount;
  if (closed.billed.events > 0) usage.billed_from_version = closed.billed.first_version;
  if (!was.shares.empty()) usage.billed_tiers = std::move(was.shares);
  return line;
}

void add_late_lines(
  BillingWork& work, const SubscriptionItem& item, std::vector<InvoiceLine>& lines
) {
  const auto& all = work.before().billing.closed_usage;
  const auto closed = all.find(item.id);
  if (closed == all.end()) return;
  for (const ClosedUsage& one : closed->second) {
    if (one.with_late) lines.push_back(late_line(work, item, one));
  }
}

/// Takes the discount off the draft's lines, and says what becomes of the discount itself.
std::optional<DiscountEnd> discount_draft(Invoice& draft, const Subscription& subscription) {
  if (!subscription.discount) return std::nullopt;
  const Discount& discount = *subscription.discount;
  if (discount.ends_at && *discount.ends_at <= draft.period_start) return DiscountEnd::expired;
  const std::int64_t off = discount_lines(draft.lines, discount);
  if (discount.once && off > 0) return DiscountEnd::used;
  return std::nullopt;
}

/// What each line still asks for: its amount less discounts, with taxes on top.
std::vector<std::int64_t> charges_of(const Invoice& invoice) {
  std::vector<std::int64_t> charges;
  for (const InvoiceLine& line : invoice.lines) {
    std::int64_t charge = line.amount;
    for (const LineDiscount& discount : line.discounts) charge -= discount.amount;
    for (const LineTax& tax : line.taxes) charge += tax.inclusive ? 0 : tax.amount;
    charges.push_back(std::max<std::int64_t>(charge, 0));
  }
  return charges;
}

/// Takes up to `most` from the charges of the lines that the grant covers, first lines first.
std::int64_t cover_lines(
  std::vector<std::int64_t>& charges, const Invoice& invoice, const CreditGrant& grant,
  std::int64_t most
) {
  std::int64_t covered = 0;
  for (std::size_t at = 0; at < charges.size() && covered < most; ++at) {
    if (!covers(grant, invoice.lines[at])) continue;
    const std::int64_t part = std::min(charges[at], most - covered);
    charges[at] -= part;
    covered += part;
  }
  return covered;
}

/// Uses up credit for at most `amount`; answers by which grants.
std::vector<AppliedCredit>
use_credits(BillingWork& work, const Invoice& invoice, std::int64_t amount) {
  std::vector<AppliedCredit> used;
  std::vector<std::int64_t> charges = charges_of(invoice);
  for (const CreditGrantId& id : work.grants_in_order(invoice.currency)) {
    if (amount <= 0) break;
    const CreditGrant grant = work.credit_grant(id);
    const std::int64_t part =
      cover_lines(charges, invoice, grant, std::min(amount, grant.remaining));
    if (part == 0) continue;
    const std::int64_t left = grant.remaining - part;
    work.happen(CreditApplied{id, invoice.id, invoice.currency, -part, left});
    used.push_back({id, part});
    amount -= part;
  }
  return used;
}

/// Moves the customer's balance for an invoice of which `amount` is left (below zero: in the customer's
/// favour); answers what the balance takes over.
std::int64_t use_balance(BillingWork& work, const Invoice& invoice, std::int64_t amount) {
  const Customer& customer = work.customer();
  if (customer.currency.value_or(invoice.currency) != invoice.currency) return 0;
  std::int64_t moved = amount;
  if (amount >= 0) moved = std::clamp<std::int64_t>(-customer.balance, 0, amount);
  if (moved == 0) return 0;
  work.happen(BalanceChanged{
    customer.id, invoice.id, invoice.currency, moved, customer.balance + moved});
  return moved;
}

} // namespace

std::vector<InvoiceLine> advance_lines(
  BillingWork& work, const Subscription& subscription, const Period& billed, const Period& whole
) {
  std::vector<InvoiceLine> lines;
  const bool part = billed != whole;
  if (part && subscription.proration_behavior == ProrationBehavior::none) return lines;
  for (const SubscriptionItem& item : subscription.items) {
    if (item.terms.metered()) continue;
    auto priced = price_of(item.terms, Decimal::from_integer(item.quantity.value_or(1)));
    lines.push_back(line_for(work, item, billed, priced.value_or(Priced{line_amount_max, {}})));
    if (!part) continue;
    InvoiceLine& line = lines.back();
    line.proration = true;
    line.proration_basis = proration_basis(line.amount, whole, billed.start);
    line.amount = prorated(*line.proration_basis);
  }
  return lines;
}

std::vector<InvoiceLine>
usage_lines(BillingWork& work, const Subscription& subscription, const Period& period) {
  const BillingState& billing = work.before().billing;
  static const UsageTally nothing;
  std::vector<InvoiceLine> lines;
  for (const SubscriptionItem& item : subscription.items) {
    if (!item.terms.meter) continue;
    add_late_lines(work, item, lines);
    const auto open = billing.usage.find(item.id);
    const UsageTally& tally = open == billing.usage.end() ? nothing : open->second;
    const Decimal value = billed_value(tally, item);
    const Period counted{counted_since(billing, item.id, period), period.end};
    lines.push_back(line_for(work, item, counted, priced(item, value)));
    LineUsage& usage = lines.back().usage.emplace();
    usage.meter = item.terms.meter->id;
    usage.value = value;
    usage.events = tally.events;
    usage.terms = item.terms.meter;
    if (tally.events == 0) continue;
    usage.from_version = tally.first_version;
    usage.to_version = tally.last_version;
  }
  return lines;
}

std::vector<InvoiceLine> departed_lines(BillingWork& work, const SubscriptionId& id) {
  std::vector<InvoiceLine> lines;
  std::set<SubscriptionItemId> billed;
  for (const SubscriptionItem& item : work.subscription(id).items) {
    if (item.terms.meter) billed.insert(item.id);
  }
  for (const DepartedItem& gone : work.book(id).departed) {
    if (billed.insert(gone.item.id).second) add_late_lines(work, gone.item, lines);
  }
  return lines;
}

Drafted draft_invoice(BillingWork& work, Bill bill) {
  const Subscription& subscription = work.subscription(bill.subscription);
  Drafted drafted;
  Invoice& draft = drafted.invoice;
  draft.id = work.next_id<InvoiceId>();
  draft.customer = subscription.customer;
  draft.subscription = subscription.id;
  draft.currency = subscription.currency;
  draft.billing_reason = bill.reason;
  draft.lines = std::move(bill.lines);
  draft.period_start = bill.period.start;
  draft.period_end = bill.period.end;
  draft.created = work.now();
  drafted.discount_end = discount_draft(draft, subscription);
  draft.tax_exempt = work.customer().tax_exempt;
  const TaxExempt exempt = draft.tax_exempt.value_or(TaxExempt::none);
  for (InvoiceLine& line : draft.lines) {
    if (subscription.tax_rates) tax_line(line, *subscription.tax_rates, exempt);
  }
  total_up(draft);
  return drafted;
}

void bill(BillingWork& work, Bill bill) {
  const SubscriptionId of = bill.subscription;
  Drafted drafted = draft_invoice(work, std::move(bill));
  const InvoiceId id = drafted.invoice.id;
  work.happen(InvoiceCreated{std::move(drafted.invoice)});
  if (drafted.discount_end) {
    work.happen(SubscriptionDiscountEnded{of, *work.subscription(of).coupon, *drafted.discount_end}
    );
  }
  finalize(work, id);
  const Subscription& now = work.subscription(of);
  const bool collects = now.status != SubscriptionStatus::unpaid;
  if (work.invoice(id).status == InvoiceStatus::open && collects) {
    collect(work, id, method_for(work.before(), &now), Attempt::automatic);
  }
}

void finalize(BillingWork& work, const InvoiceId& id) {
  const Invoice draft = work.invoice(id);
  InvoiceFinalized event;
  event.id = id;
  event.sequence = work.next_sequence();
  event.number = invoice_number(work.customer().invoice_prefix, event.sequence);
  event.total = draft.total;
  event.credits = use_credits(work, draft, draft.total);
  for (const AppliedCredit& credit : event.credits) event.credits_applied += credit.amount;
  event.balance_applied = use_balance(work, draft, draft.total - event.credits_applied);
  event.amount_due =
    std::max<std::int64_t>(draft.total - event.credits_applied - event.balance_applied, 0);
  event.finalized_at = work.now();
  const Customer& customer = work.customer();
  event.billed_to = BilledTo{customer.name,    customer.email,  customer.address,
                             customer.tax_ids, customer.locale, customer.time_zone};
  const PortalConfiguration* look = default_configuration(*work.context().catalog);
  event.configuration =
    look == nullptr ? PinnedConfiguration{ConfigurationId{std::string{builtin_configuration_id}}}
                    : PinnedConfiguration{look->id, latest(*look).revision};
  work.happen(event);
  if (event.amount_due > 0) return;
  work.happen(InvoicePaid{id, 0, std::nullopt, draft.attempt_count, work.now()});
  settle(work, id);
}

void void_invoice(BillingWork& work, const InvoiceId& id) {
  const Invoice invoice = work.invoice(id);
  if (invoice.payment) {
    call_off(
      work, work.payment(*invoice.payment),
      {"invoice_voided", "The invoice was voided before it was paid."}
    );
  }
  work.happen(InvoiceVoided{id, work.now()});
  for (const AppliedCredit& credit : invoice.credits) {
    if (!work.before().billing.credit_grants.contains(credit.grant)) continue;
    const CreditGrant grant = work.credit_grant(credit.grant);
    if (grant.voided_at) continue;
    const std::int64_t left = grant.remaining + credit.amount;
    work.happen(CreditReinstated{grant.id, id, grant.currency, credit.amount, left});
    if (grant.expires_at && *grant.expires_at <= work.now()) {
      work.happen(CreditExpired{grant.id, grant.currency, -left});
    }
  }
  if (invoice.balance_applied == 0) return;
  const Customer& customer = work.customer();
  const std::int64_t back = -invoice.balance_applied;
  work.happen(BalanceChanged{customer.id, id, invoice.currency, back, customer.balance + back});
}

} // namespace portal
