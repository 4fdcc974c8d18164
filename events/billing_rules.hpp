#pragma once

// Refusals that several billing rules share.

#include <optional>
#include <string_view>

#include "events/customer.hpp"

namespace portal {

/// `CustomerDecision` of a refusal.
CustomerDecision refused(Refusal refusal);

/// 403 `not_allowed_for_customers` when the customer itself asks for what only the app may do.
std::optional<Refusal> only_for_the_app(const Context& context, std::string_view action);

/// 404 `payment_method_not_found` unless the method is attached to this customer.
std::optional<Refusal>
unattached(const CustomerState& state, const PaymentMethodId& id, std::string_view param);

/// The one currency that the customer is billed in, once there is something to bill: the balance is in it, so
/// nothing in another may be lost beside it.
std::optional<Currency> billed_currency(const CustomerState& state);

/// A new subscription on the terms of one that has ended (subscriptions_create.cpp).
CustomerDecision
restart(const CustomerState& state, const Subscription& ended, const Context& context);

} // namespace portal
