// What a change costs. Amounts are ±round(full · R / T), each line for itself; what the roundings come
// to is carried on exactly, and given back as a line of its own once it is a whole minor unit: nobody
// gains or loses more than that by changing back and forth, however often.

#include "events/billing_change.hpp"

#include <algorithm>
#include <numeric>

#include "events/billing_amounts.hpp"
#include "events/subscription_items.hpp"

namespace portal {
namespace {

/// What rounding has added to the exact amount of the basis, in minor units.
Decimal rounding_of(const ProrationBasis& basis, std::int64_t rounded) {
  if (basis.period_seconds == 0) return {};
  const Int128 over =
    Int128{rounded} * basis.period_seconds - Int128{basis.full_amount} * basis.remaining_seconds;
  // |over| ≤ T/2: the product stays far inside 128 bits.
  return Decimal::from_scaled(over * Decimal::scale / basis.period_seconds);
}

InvoiceLine line_about(BillingWork& work, const SubscriptionItem& item, const Period& rest) {
  InvoiceLine line;
  line.id = work.next_id<InvoiceLineId>();
  line.quantity = item.quantity;
  if (!item.terms.tiers_mode) line.unit_amount = item.terms.unit_amount;
  line.period = rest;
  line.proration = true;
  line.price = item.price;
  line.subscription_item = item.id;
  line.tax_behavior = item.terms.tax_behavior;
  return line;
}

/// True when a prorated charge is discounted: a coupon for one invoice waits for a whole one.
bool discounts_rest(const Subscription& subscription, Instant at) {
  if (!subscription.discount || subscription.discount->once) return false;
  const Discount& discount = *subscription.discount;
  return discount.starts_at <= at && (!discount.ends_at || at < *discount.ends_at);
}

bool is_changed(const SubscriptionItem& item, const std::vector<SubscriptionItem>& others) {
  const SubscriptionItem* other = find_item(others, item.id);
  return other == nullptr || other->price != item.price || other->quantity != item.quantity;
}

/// What the items that stay as they are were given of an amount off already.
std::int64_t discount_kept(
  const ServiceBook& book, const Subscription& before, const std::vector<SubscriptionItem>& after
) {
  std::int64_t kept = 0;
  for (const ChargedService& charge : book.charges) {
    const SubscriptionItem* item = find_item(before.items, charge.item);
    const bool stays = item != nullptr && !is_changed(*item, after) && charge.credited == 0;
    if (stays) kept += charge.discount;
  }
  return kept;
}

/// What the discount takes off a whole period of each item (of these full amounts). An amount off is
/// shared with the items that stay: `kept` of it is given already.
std::vector<std::int64_t> discounts_of(
  const Subscription& subscription, const std::vector<std::int64_t>& full, std::int64_t kept,
  Instant at
) {
  std::vector<std::int64_t> off(full.size(), 0);
  if (!discounts_rest(subscription, at)) return off;
  const Discount& discount = *subscription.discount;
  if (discount.percent_off) {
    for (std::size_t i = 0; i < full.size(); ++i) off[i] = discount_amount(discount, full[i]);
    return off;
  }
  const std::int64_t sum = std::accumulate(full.begin(), full.end(), std::int64_t{0});
  const auto left = std::clamp<std::int64_t>(discount.amount_off.value_or(0) - kept, 0, sum);
  return sum == 0 ? off : allocate(left, full);
}

/// Charges for the rest of the period.
std::vector<WaitingLine> new_time(
  BillingWork& work, const Subscription& subscription, const std::vector<SubscriptionItem>& after,
  const Period& rest, Decimal& rounding
) {
  std::vector<const SubscriptionItem*> items;
  for (const SubscriptionItem& item : after) {
    if (!item.terms.metered() && is_changed(item, subscription.items)) items.push_back(&item);
  }
  std::vector<std::int64_t> full;
  full.reserve(items.size());
  for (const SubscriptionItem* item : items) full.push_back(advance_amount(*item));
  const std::int64_t kept = discount_kept(work.book(subscription.id), subscription, after);
  const auto off = discounts_of(subscription, full, kept, rest.start);
  std::vector<WaitingLine> lines;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::int64_t whole = subscription.whole_seconds();
    const std::int64_t left = std::clamp<std::int64_t>(seconds_of(rest), 0, whole);
    InvoiceLine line = line_about(work, *items[i], rest);
    line.description = "Remaining time on " + items[i]->terms.description;
    line.proration_basis = ProrationBasis{full[i] - off[i], left, whole, off[i]};
    line.amount = prorated(*line.proration_basis);
    rounding = rounding + rounding_of(*line.proration_basis, line.amount);
    if (line.amount != 0) lines.push_back({std::move(line), {}});
  }
  return lines;
}

/// A line that gives back what roundings have come to, once that is a whole unit.
std::optional<WaitingLine> rounded_back(BillingWork& work, const Period& rest, Decimal& rounding) {
  const auto whole = static_cast<std::int64_t>(rounding.scaled() / Decimal::scale);
  if (whole == 0) return std::nullopt;
  rounding = rounding - Decimal::from_integer(whole);
  InvoiceLine line;
  line.id = work.next_id<InvoiceLineId>();
  line.description = "Rounding";
  line.amount = -whole;
  line.period = rest;
  line.proration = true;
  line.proration_basis = ProrationBasis{-whole, 1, 1, 0};
  return WaitingLine{std::move(line), {}};
}

/// Usage of items whose metered price goes, up to `at`: billed with the next invoice in any case.
void bill_usage(
  BillingWork& work, const Subscription& before, const PlannedChange& change, Instant at,
  std::vector<WaitingLine>& waiting
) {
  if (before.status == SubscriptionStatus::trialing) return;
  Subscription leaving = before;
  std::erase_if(leaving.items, [&](const SubscriptionItem& item) {
    const SubscriptionItem* now = find_item(change.items, item.id);
    return !change.resets_anchor && now != nullptr && now->price == item.price;
  });
  for (InvoiceLine& line : usage_lines(work, leaving, {before.current_period_start, at})) {
    waiting.push_back({std::move(line), {}});
  }
}

/// The lines of a change within a period that goes on.
void prorate(
  BillingWork& work, const Subscription& before, const PlannedChange& change, const Period& rest,
  SubscriptionChanged& event
) {
  std::vector<SubscriptionItem> old_items;
  for (const SubscriptionItem& item : before.items) {
    if (change.resets_anchor || is_changed(item, change.items)) old_items.push_back(item);
  }
  event.waiting = unused_time(work, before.id, old_items, rest, event.rounding);
  if (!change.resets_anchor) {
    auto charges = new_time(work, before, change.items, rest, event.rounding);
    std::move(charges.begin(), charges.end(), std::back_inserter(event.waiting));
  }
  if (auto line = rounded_back(work, rest, event.rounding)) {
    event.waiting.push_back(std::move(*line));
  }
}

void schedule(
  BillingWork& work, const Subscription& before, const PlannedChange& change,
  const std::optional<QuoteId>& quote
) {
  work.happen(SubscriptionChangeScheduled{
    before.id, PendingChange{change.items, before.current_period_end, work.now()}, quote});
}

} // namespace

std::vector<WaitingLine> unused_time(
  BillingWork& work, const SubscriptionId& id, const std::vector<SubscriptionItem>& items,
  const Period& rest, Decimal& rounding
) {
  std::vector<WaitingLine> lines;
  const ServiceBook book = work.book(id);
  for (const SubscriptionItem& item : items) {
    for (const ChargedService& charge : book.charges) {
      // What was given back once is not given back again.
      if (charge.item != item.id || charge.credited != 0) continue;
      const std::int64_t left =
        std::clamp<std::int64_t>(seconds_of(rest), 0, charge.period_seconds);
      WaitingLine one{line_about(work, item, rest), {}};
      one.line.description = "Unused time on " + item.terms.description;
      one.line.credit_for = charge.line;
      one.line.proration_basis =
        ProrationBasis{-charge.full_amount, left, charge.period_seconds, charge.discount};
      const std::int64_t exact = prorated(*one.line.proration_basis);
      one.line.amount = std::max(exact, -charge.amount);
      if (one.line.amount >= 0) continue;
      rounding = rounding + rounding_of(*one.line.proration_basis, exact);
      if (charge.invoice && work.invoice_status(*charge.invoice) != InvoiceStatus::paid) {
        one.held_by = charge.invoice;
      }
      lines.push_back(std::move(one));
    }
  }
  return lines;
}

std::optional<std::vector<WaitingLine>>
take_due(std::vector<WaitingLine> waiting, std::vector<InvoiceLine>& lines) {
  for (WaitingLine& one : waiting) {
    if (!one.held_by) lines.push_back(std::move(one.line));
  }
  std::erase_if(waiting, [](const WaitingLine& one) { return !one.held_by; });
  if (waiting.empty()) return std::nullopt;
  return waiting;
}

std::vector<InvoiceLine> due_lines(BillingWork& work, const SubscriptionId& id) {
  std::vector<InvoiceLine> lines;
  for (const WaitingLine& one : work.book(id).waiting) {
    const bool held = one.held_by && work.invoice_status(*one.held_by) != InvoiceStatus::paid;
    if (!held) lines.push_back(one.line);
  }
  return lines;
}

void make_change(
  BillingWork& work, const SubscriptionId& id, const PlannedChange& change, Instant at,
  const std::optional<QuoteId>& quote
) {
  const Subscription before = work.subscription(id);
  if (!change.changes_items && !change.resets_anchor) return;
  if (change.effective == EffectiveWhen::period_end) return schedule(work, before, change, quote);
  if (before.pending_change) work.happen(SubscriptionChangeUndone{id, UndoReason::superseded});
  SubscriptionChanged event;
  event.id = id;
  event.items = change.items;
  event.proration_behavior = change.proration;
  event.effective_at = at;
  event.rounding = work.book(id).rounding;
  event.quote = quote;
  const Period rest{at, before.current_period_end};
  const bool in_trial = before.status == SubscriptionStatus::trialing;
  if (!in_trial && change.proration != ProrationBehavior::none) {
    prorate(work, before, change, rest, event);
  }
  bill_usage(work, before, change, at, event.waiting);
  if (change.resets_anchor) {
    const PriceTerms& terms = change.items.front().terms;
    event.period = Period{at, add_intervals(at, terms.interval, terms.interval_count)};
    event.billing_anchor = at;
    if (in_trial) work.happen(SubscriptionTrialEnded{id, *event.period, {}});
  }
  work.happen(std::move(event));
  const bool bills =
    change.resets_anchor || (!in_trial && change.proration == ProrationBehavior::always_invoice);
  if (!bills) return;
  std::vector<InvoiceLine> lines = due_lines(work, id);
  Period period = rest;
  if (change.resets_anchor) {
    const Subscription now = work.subscription(id);
    period = now.period();
    auto advance = advance_lines(work, now, period, period);
    std::move(advance.begin(), advance.end(), std::back_inserter(lines));
  }
  if (lines.empty()) return;
  bill(work, {id, BillingReason::subscription_update, period, std::move(lines)});
}

} // namespace portal
