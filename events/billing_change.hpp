#pragma once

// What a change of a subscription costs, and how it comes about: credits for what was charged and is
// not used, charges for what comes instead. A preview and the change itself are this same code.

#include "events/billing_work.hpp"

namespace portal {

/// Adds the lines that wait for nothing to `lines`; answers those that do, if any.
std::optional<std::vector<WaitingLine>>
take_due(std::vector<WaitingLine> waiting, std::vector<InvoiceLine>& lines);

/// A change that may be made: what it leads to, and how it is charged.
struct PlannedChange {
  std::vector<SubscriptionItem> items;
  bool changes_items = false;
  EffectiveWhen effective = EffectiveWhen::now;
  ProrationBehavior proration = ProrationBehavior::none;
  bool resets_anchor = false; ///< a new period begins with it, and is billed at once
};

/// What the change comes to for this caller, or why it may not be (subscriptions_change.cpp).
Result<PlannedChange> plan_change(
  const CustomerState& state, const Subscription& subscription, const SubscriptionChange& change,
  const Context& context
);

/// Makes the change happen as of `at`: now, or the moment that its quote was reckoned at.
void make_change(
  BillingWork& work, const SubscriptionId& id, const PlannedChange& change, Instant at,
  const std::optional<QuoteId>& quote
);

/// The whole of what a quote covers, coupon and items, from the question to its events.
Result<EffectiveWhen> change_terms(
  BillingWork& work, const SubscriptionId& id, const SubscriptionChange& change, Instant at,
  const std::optional<QuoteId>& quote
);

/// Credit lines for what is left (`remaining` seconds) of what the book's charges paid for; of one item,
/// or of all. What an unpaid invoice charged is held until that is paid.
std::vector<WaitingLine> unused_time(
  BillingWork& work, const SubscriptionId& book, const std::vector<SubscriptionItem>& items,
  const Period& rest, Decimal& rounding
);

/// Lines that wait for the subscription's next invoice, without those that are held still.
std::vector<InvoiceLine> due_lines(BillingWork& work, const SubscriptionId& id);

} // namespace portal
