// How changes of items, pauses and quotes change subscriptions.

#include <algorithm>

#include "events/billing_objects.hpp"
#include "events/customer.hpp"
#include "events/subscription_items.hpp"

namespace portal {
namespace {

/// Quotes of one customer that are remembered; the oldest leave.
constexpr std::size_t quotes_max = 50;

/// What an item that leaves was used in a trial is never billed.
void forget_usage(CustomerState& state, const Subscription& before, const SubscriptionChanged& to) {
  if (before.status != SubscriptionStatus::trialing) return;
  for (const SubscriptionItem& item : before.items) {
    const SubscriptionItem* now = find_item(to.items, item.id);
    if (now == nullptr || now->price != item.price) state.billing.usage.erase(item.id);
  }
}

/// A pause that waits for the period's end comes when that does, and lasts as long.
void move_pause(SubscriptionPause& pause, Millis by) {
  pause.starts_at = pause.starts_at + by;
  if (pause.resumes_at) pause.resumes_at = *pause.resumes_at + by;
}

void spend(CustomerState& state, const std::optional<QuoteId>& quote) {
  if (!quote) return;
  const auto at = state.billing.quotes.find(*quote);
  if (at != state.billing.quotes.end()) at->second.spent = true;
}

} // namespace

void evolve(CustomerState& state, const SubscriptionChanged& event, const EventMeta& meta) {
  note_changed(state, event);
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    forget_usage(state, it, event);
    it.items = event.items;
    it.pending_change.reset();
    if (event.billing_anchor) it.billing_anchor = *event.billing_anchor;
    if (!event.period) return;
    if (it.pause) move_pause(*it.pause, event.period->end - it.current_period_end);
    it.current_period_start = event.period->start;
    it.current_period_end = event.period->end;
    it.period_seconds.reset();
    if (it.cancel_at_period_end) it.cancel_at = event.period->end;
  });
  spend(state, event.quote);
}

void evolve(CustomerState& state, const SubscriptionChangeScheduled& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    it.pending_change = event.change;
  });
  spend(state, event.quote);
}

void evolve(CustomerState& state, const SubscriptionChangeUndone& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [](Subscription& it) {
    it.pending_change.reset();
  });
}

void evolve(CustomerState& state, const SubscriptionPauseScheduled& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    it.pause = event.pause;
  });
}

void evolve(CustomerState& state, const SubscriptionPauseUndone& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [](Subscription& it) { it.pause.reset(); });
}

void evolve(CustomerState& state, const SubscriptionPaused& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    it.status = SubscriptionStatus::paused;
    it.pause = event.pause;
  });
}

void evolve(CustomerState& state, const SubscriptionResumed& event, const EventMeta& meta) {
  note_resumed(state, event.id, meta.effective_at);
  bool anew = false;
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    anew = event.period.start != it.current_period_start;
    it.status = SubscriptionStatus::active;
    it.pause.reset();
    it.current_period_start = event.period.start;
    it.current_period_end = event.period.end;
    it.billing_anchor = event.billing_anchor;
    it.period_seconds = event.period_seconds;
  });
  if (anew) note_new_period(state, event.id);
}

void evolve(CustomerState& state, const SubscriptionQuoted& event, const EventMeta& /*meta*/) {
  auto& quotes = state.billing.quotes;
  quotes[event.quote.quote] = event.quote;
  if (quotes.size() <= quotes_max) return;
  quotes.erase(std::min_element(
    quotes.begin(), quotes.end(),
    [](const auto& one, const auto& other) { return one.second.created < other.second.created; }
  ));
}

std::vector<Subject> touched(const SubscriptionChanged& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionChangeScheduled& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionChangeUndone& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionPauseScheduled& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionPauseUndone& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionPaused& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionResumed& event) {
  return only("subscription", event.id);
}

/// A quote promises and changes nothing: it has no row in the views.
std::vector<Subject> touched(const SubscriptionQuoted& /*event*/) { return {}; }

} // namespace portal
