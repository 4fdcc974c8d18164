#pragma once

// From a request to a change: as it stands there, or as a quote has it.

#include "events/billing_work.hpp"

namespace portal {

/// The part of an update or a preview that moves money.
template <class Ask> SubscriptionChange change_of(const Ask& ask) {
  return {ask.price,    ask.quantity,           ask.items,
          ask.coupon,   ask.proration_behavior, ask.billing_cycle_anchor,
          ask.effective};
}

/// Makes the change that is asked for, or the quoted one exactly as it was quoted. Refused:
/// quote_not_found, quote_mismatch, quote_spent, quote_expired, quote_stale, and what the change is.
std::optional<Refusal> carry_out(BillingWork& work, const UpdateSubscription& ask);

} // namespace portal
