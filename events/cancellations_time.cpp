// How cancellations end without the customer's word: by time, and with their subscription.

#include <algorithm>

#include "events/cancellations.hpp"
#include "events/customer_rules.hpp"

namespace portal {
namespace {

/// A subscription that a command ends, now or with its period.
struct Ending {
  SubscriptionId subscription;
  Instant at;
};

std::vector<Ending> endings_in(const std::vector<CustomerEvent>& events) {
  std::vector<Ending> endings;
  for (const CustomerEvent& event : events) {
    if (const auto* planned = get_if<SubscriptionCancelScheduled>(&event)) {
      endings.push_back({planned->id, planned->canceled_at});
    } else if (const auto* canceled = get_if<SubscriptionCanceled>(&event)) {
      endings.push_back({canceled->id, canceled->ended_at});
    } else if (const auto* expired = get_if<SubscriptionExpired>(&event)) {
      endings.push_back({expired->id, expired->ended_at});
    }
  }
  return endings;
}

bool confirms(const std::vector<CustomerEvent>& events, const CancellationId& id) {
  return std::any_of(events.begin(), events.end(), [&](const CustomerEvent& event) {
    const auto* confirmed = get_if<CancellationConfirmed>(&event);
    return confirmed != nullptr && confirmed->id == id;
  });
}

} // namespace

void close_stories(const CustomerState& state, std::vector<CustomerEvent>& events) {
  if (state.cancellations.empty()) return;
  for (const Ending& ending : endings_in(events)) {
    for (const auto& [id, story] : state.cancellations) {
      if (!story.open() || story.subscription != ending.subscription || confirms(events, id))
        continue;
      events.emplace_back(CancellationAbandoned{id, CancellationOutcome::ended_elsewhere, ending.at}
      );
    }
  }
}

std::optional<Instant> cancellations_due(const CustomerState& state) {
  std::optional<Instant> first;
  for (const auto& [id, story] : state.cancellations) {
    if (!story.open()) continue;
    const Instant due = story.last_step_at + cancellation_left_after;
    if (!first || due < *first) first = due;
  }
  return first;
}

CustomerDecision do_cancellations_due(const CustomerState& state, const Context& context) {
  auto decided = about("customer", state.customer->id.text());
  for (const auto& [id, story] : state.cancellations) {
    if (!story.open() || story.last_step_at + cancellation_left_after > context.now) continue;
    const auto* subscription = find_in(state.billing.subscriptions, story.subscription);
    const bool ended = subscription == nullptr || subscription->ended_at.has_value() ||
                       subscription->cancel_at_period_end;
    decided.events.emplace_back(CancellationAbandoned{
      id, ended ? CancellationOutcome::ended_elsewhere : CancellationOutcome::left_open,
      context.now});
    return decided;
  }
  return decided;
}

} // namespace portal
