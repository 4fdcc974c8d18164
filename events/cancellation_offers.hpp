#pragma once

// Retention offers: who may be shown one, and what accepting it does. (The story around them:
// cancellations.hpp.)

#include <optional>
#include <vector>

#include "events/customer.hpp"
#include "events/experiments.hpp"

namespace portal {

/// What there is to offer to the customer: the variant's offers, or all, in the configured order.
std::vector<const RetentionOffer*>
offers_in_order(const Retention& retention, const std::optional<Assignment>& assignment);

/// May this customer be shown the offer now, for that reason to leave? Everything that its eligibility
/// names must hold, and accepting it must be possible.
bool may_be_offered(
  const CustomerState& state, const Subscription& subscription, const RetentionOffer& offer,
  std::optional<CancellationReason> reason, const Context& context
);

/// The events by which the offer is given; a refusal when it cannot be given any more.
CustomerDecision give_offer(
  const CustomerState& state, const Subscription& subscription, const RetentionOffer& offer,
  const Context& context
);

} // namespace portal
