#pragma once

// What the rules of the customer's own areas share.

#include <string>
#include <utility>

#include "events/billing_rules.hpp"
#include "events/catalog.hpp"
#include "events/customer.hpp"
#include "events/lookup.hpp"

namespace portal {

/// The decision to let nothing (yet) happen, about the object of that kind and id.
inline Decided<CustomerEvent> about(std::string_view kind, std::string id) {
  return {{}, Subject{std::string{kind}, std::move(id)}};
}

/// The decision to let one event happen.
template <class Event>
CustomerDecision this_happens(std::string_view kind, std::string id, Event event) {
  auto decided = about(kind, std::move(id));
  decided.events.emplace_back(std::move(event));
  return decided;
}

/// An object's version after the event.
inline std::int64_t version_of(const EventMeta& meta) {
  return static_cast<std::int64_t>(meta.version);
}

/// CancelSubscription as the last step of a cancellation, where a survey that is required was answered.
CustomerDecision
cancel_in_story(const CustomerState& state, const CancelSubscription& ask, const Context& context);

/// Ends the open cancellations of subscriptions that `events` end in another way: what was offered to stay
/// is offered no more.
void close_stories(const CustomerState& state, std::vector<CustomerEvent>& events);

} // namespace portal
