// How events change subscriptions.

#include "events/billing_agreement.hpp"
#include "events/billing_objects.hpp"
#include "events/customer.hpp"

namespace portal {

void evolve(CustomerState& state, const SubscriptionCreated& event, const EventMeta& meta) {
  Subscription& made = state.billing.subscriptions[event.subscription.id];
  made = event.subscription;
  made.version = static_cast<std::int64_t>(meta.version);
  note_held(state, event.waiting);
  if (!made.replaces) return;
  change(state.billing.subscriptions, *event.subscription.replaces, meta, [&](Subscription& it) {
    it.replaced_by = event.subscription.id;
  });
}

void evolve(CustomerState& state, const SubscriptionActivated& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [](Subscription& it) {
    it.status = SubscriptionStatus::active;
  });
}

void evolve(CustomerState& state, const SubscriptionTrialEnded& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    it.status = SubscriptionStatus::active;
    it.trial_end = event.period.start;
    if (it.discount) begin_by(*it.discount, event.period.start);
    it.current_period_start = event.period.start;
    it.current_period_end = event.period.end;
    it.period_seconds = event.period_seconds;
    // What is used in a trial is never billed.
    for (const SubscriptionItem& item : it.items) state.billing.usage.erase(item.id);
  });
  note_new_period(state, event.id);
}

void evolve(CustomerState& state, const SubscriptionRenewed& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    it.current_period_start = event.period.start;
    it.current_period_end = event.period.end;
    it.period_seconds.reset();
  });
  note_new_period(state, event.id);
}

void evolve(CustomerState& state, const SubscriptionPastDue& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [](Subscription& it) {
    it.status = SubscriptionStatus::past_due;
  });
}

void evolve(CustomerState& state, const SubscriptionUnpaid& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [](Subscription& it) {
    it.status = SubscriptionStatus::unpaid;
  });
}

void evolve(CustomerState& state, const SubscriptionCancelScheduled& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    it.cancel_at_period_end = true;
    it.cancel_at = event.cancel_at;
    it.canceled_at = event.canceled_at;
    it.cancel_reason = CancelReason::requested;
  });
}

void evolve(CustomerState& state, const SubscriptionCancelUndone& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [](Subscription& it) {
    it.cancel_at_period_end = false;
    it.cancel_at.reset();
    it.canceled_at.reset();
    it.cancel_reason.reset();
  });
}

void evolve(CustomerState& state, const SubscriptionCanceled& event, const EventMeta& meta) {
  note_held(state, event.waiting);
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    it.status = SubscriptionStatus::canceled;
    it.ended_at = event.ended_at;
    it.canceled_at = event.canceled_at;
    it.cancel_reason = event.reason;
    it.cancel_at_period_end = false;
    it.pending_change.reset();
    // What a pause kept of the period is what was paid for beyond the end.
    if (it.pause && it.pause->remaining_ms) {
      it.current_period_end = event.ended_at + Millis{*it.pause->remaining_ms};
    }
    it.pause.reset();
    for (const SubscriptionItem& item : it.items) state.billing.usage.erase(item.id);
  });
}

void evolve(CustomerState& state, const SubscriptionExpired& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    it.status = SubscriptionStatus::incomplete_expired;
    it.ended_at = event.ended_at;
  });
}

void evolve(CustomerState& state, const SubscriptionDiscounted& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    it.coupon = event.discount.coupon;
    it.discount = event.discount;
  });
}

void evolve(CustomerState& state, const SubscriptionDiscountEnded& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [](Subscription& it) {
    it.coupon.reset();
    it.discount.reset();
  });
}

void evolve(
  CustomerState& state, const SubscriptionPaymentMethodChanged& event, const EventMeta& meta
) {
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    it.default_payment_method = event.payment_method;
  });
}

void evolve(CustomerState& state, const SubscriptionMetadataChanged& event, const EventMeta& meta) {
  change(state.billing.subscriptions, event.id, meta, [&](Subscription& it) {
    it.metadata = event.metadata;
  });
}

std::vector<Subject> touched(const SubscriptionCreated& event) {
  std::vector<Subject> all = only("subscription", event.subscription.id);
  if (event.subscription.replaces) {
    all.push_back({"subscription", event.subscription.replaces->text()});
  }
  return all;
}

std::vector<Subject> touched(const SubscriptionActivated& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionTrialEnded& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionRenewed& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionPastDue& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionUnpaid& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionCancelScheduled& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionCancelUndone& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionCanceled& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionExpired& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionDiscounted& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionDiscountEnded& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionPaymentMethodChanged& event) {
  return only("subscription", event.id);
}

std::vector<Subject> touched(const SubscriptionMetadataChanged& event) {
  return only("subscription", event.id);
}

} // namespace portal
