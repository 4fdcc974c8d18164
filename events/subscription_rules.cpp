#include "events/subscription_rules.hpp"

namespace portal {
namespace {

Refusal ends_with_period() {
  return conflict(
    "cancellation_already_scheduled", "The subscription ends with this period already."
  );
}

Refusal not_begun(std::string_view what_to_do) {
  return conflict(
    "subscription_incomplete",
    "The subscription has not begun: its first invoice is not paid. " + std::string{what_to_do}
  );
}

std::optional<Refusal> cannot_update(const Subscription& subscription) {
  if (auto over = ended(subscription)) return over;
  if (subscription.status == SubscriptionStatus::incomplete) {
    return not_begun("Pay it first, or cancel.");
  }
  if (subscription.status == SubscriptionStatus::paused) {
    return conflict("subscription_paused", "The subscription is paused. Resume it first.");
  }
  return std::nullopt;
}

std::optional<Refusal> cannot_undo_change(const Subscription& subscription) {
  if (auto over = ended(subscription)) return over;
  if (subscription.pending_change) return std::nullopt;
  return conflict("no_pending_change", "No change is pending: there is nothing to undo.");
}

std::optional<Refusal> cannot_pause(const Subscription& subscription) {
  if (auto over = ended(subscription)) return over;
  switch (subscription.status) {
  case SubscriptionStatus::active: break;
  case SubscriptionStatus::paused:
    return conflict("subscription_already_paused", "The subscription is paused already.");
  case SubscriptionStatus::incomplete: return not_begun("Pay it first.");
  case SubscriptionStatus::trialing:
    return conflict(
      "subscription_in_trial", "The subscription is in its trial. Pause it once that is over."
    );
  case SubscriptionStatus::past_due:
  case SubscriptionStatus::unpaid:
    return conflict(
      "subscription_not_paid", "An invoice of the subscription is open. Pay it first, then pause."
    );
  case SubscriptionStatus::incomplete_expired:
  case SubscriptionStatus::canceled: break;
  }
  if (subscription.pause) {
    return conflict(
      "pause_already_scheduled",
      "The subscription pauses with the end of this period already. Resume it to undo that."
    );
  }
  if (subscription.cancel_at_period_end) return ends_with_period();
  if (subscription.pending_change) {
    return conflict(
      "change_pending",
      "A change waits for the end of this period. Undo it first: {\"pendingChange\":null}."
    );
  }
  return std::nullopt;
}

std::optional<Refusal> cannot_resume(const Subscription& subscription) {
  if (auto over = ended(subscription)) return over;
  if (subscription.pause) return std::nullopt;
  return conflict(
    "subscription_not_paused", "The subscription is not paused, and no pause is scheduled."
  );
}

std::optional<Refusal> cannot_cancel_at_period_end(const Subscription& subscription) {
  if (auto over = ended(subscription)) return over;
  if (subscription.cancel_at_period_end) return ends_with_period();
  if (subscription.status == SubscriptionStatus::incomplete) {
    return not_begun("Cancel it now instead.");
  }
  if (subscription.status == SubscriptionStatus::paused) {
    return conflict("subscription_paused", "The subscription is paused. Cancel it now instead.");
  }
  return std::nullopt;
}

std::optional<Refusal> cannot_reactivate(const Subscription& subscription) {
  if (subscription.replaced_by) {
    return conflict(
      "subscription_already_reactivated",
      "The subscription was started anew as " + subscription.replaced_by->text() + "."
    );
  }
  if (ended(subscription) || subscription.cancel_at_period_end) return std::nullopt;
  return conflict(
    "subscription_not_canceled", "The subscription goes on: there is no end to undo."
  );
}

} // namespace

Refusal conflict(std::string code, std::string why) {
  return {RefusalKind::conflict, std::move(code), "", std::move(why)};
}

bool ends_only_now(const Subscription& subscription) {
  return subscription.status == SubscriptionStatus::paused ||
         subscription.status == SubscriptionStatus::incomplete;
}

std::optional<Refusal> ended(const Subscription& subscription) {
  if (subscription.status == SubscriptionStatus::canceled) {
    return conflict(
      "subscription_already_canceled",
      "The subscription has ended. Reactivate it, or create another."
    );
  }
  if (subscription.status == SubscriptionStatus::incomplete_expired) {
    return conflict(
      "subscription_expired",
      "The subscription's first invoice was not paid in time. Reactivate it, or create another."
    );
  }
  return std::nullopt;
}

std::optional<Refusal> why_not(const Subscription& subscription, SubscriptionAction action) {
  switch (action) {
  case SubscriptionAction::update: return cannot_update(subscription);
  case SubscriptionAction::undo_pending_change: return cannot_undo_change(subscription);
  case SubscriptionAction::pause: return cannot_pause(subscription);
  case SubscriptionAction::resume: return cannot_resume(subscription);
  case SubscriptionAction::cancel: return ended(subscription);
  case SubscriptionAction::cancel_at_period_end: return cannot_cancel_at_period_end(subscription);
  case SubscriptionAction::reactivate: return cannot_reactivate(subscription);
  }
  return std::nullopt;
}

Result<const Subscription*>
asked_for(const CustomerState& state, const SubscriptionId& id, const Context& context) {
  if (auto refusal = session_scope_refusal(state, context, id)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  auto found = find_subscription(state, id);
  if (!found) return found;
  if (auto refusal = stale(context, (*found)->version)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  return found;
}

std::vector<AllowedAction> allowed_actions(const Subscription& subscription) {
  std::vector<AllowedAction> all;
  for (std::size_t at = 0; at < names_of(SubscriptionAction{}).size(); ++at) {
    const auto which = static_cast<SubscriptionAction>(at);
    const auto refusal = why_not(subscription, which);
    AllowedAction action{std::string{name_of(which)}, !refusal.has_value(), std::nullopt};
    if (refusal) action.reason = refusal->message;
    all.push_back(std::move(action));
  }
  return all;
}

} // namespace portal
