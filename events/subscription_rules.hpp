#pragma once

// What a subscription's state lets be done with it: the one source for refusals and `allowedActions`.

#include <optional>
#include <string>

#include "events/customer.hpp"

namespace portal {

enum class SubscriptionAction {
  update,
  undo_pending_change,
  pause,
  resume,
  cancel,
  cancel_at_period_end,
  reactivate
};

constexpr auto names_of(SubscriptionAction) {
  return std::to_array<std::string_view>(
    {"update", "undo_pending_change", "pause", "resume", "cancel", "cancel_at_period_end",
     "reactivate"}
  );
}

/// Why the subscription's state forbids it now.
std::optional<Refusal> why_not(const Subscription& subscription, SubscriptionAction action);

/// Nothing that is paid for runs (paused, or never begun): it can only end now, whatever the usual way is.
bool ends_only_now(const Subscription& subscription);

/// That the subscription is over, and how.
std::optional<Refusal> ended(const Subscription& subscription);

/// The subscription, if it is there, as the caller saw it, and within the caller's session.
Result<const Subscription*>
asked_for(const CustomerState& state, const SubscriptionId& id, const Context& context);

/// 409 with that code.
Refusal conflict(std::string code, std::string why);

} // namespace portal
