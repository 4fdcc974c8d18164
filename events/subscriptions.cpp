// What may be asked of a subscription that exists: ending it, undoing that, and small changes. (How one
// begins: subscriptions_create.cpp; what time brings: billing_due.cpp.)

#include "events/subscriptions.hpp"

#include <algorithm>

#include "events/billing_agreement.hpp"
#include "events/billing_rules.hpp"
#include "events/billing_work.hpp"

namespace portal {
namespace {

enum class Ask { update, cancel, cancel_at_period_end, reactivate };

constexpr auto names_of(Ask) {
  return std::to_array<std::string_view>({"update", "cancel", "cancel_at_period_end", "reactivate"}
  );
}

Refusal conflict(std::string code, std::string why) {
  return {RefusalKind::conflict, std::move(code), "", std::move(why)};
}

/// The subscription is over, and how.
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

std::optional<Refusal> cannot_cancel_at_period_end(const Subscription& subscription) {
  if (auto over = ended(subscription)) return over;
  if (subscription.cancel_at_period_end) {
    return conflict(
      "cancellation_already_scheduled", "The subscription ends with this period already."
    );
  }
  if (subscription.status == SubscriptionStatus::incomplete) {
    return conflict(
      "subscription_incomplete", "The subscription has not begun. Cancel it now instead."
    );
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

/// Why the subscription's state forbids it; the one source for refusals and `allowedActions`.
std::optional<Refusal> why_not(const Subscription& subscription, Ask ask) {
  switch (ask) {
  case Ask::update:
  case Ask::cancel: return ended(subscription);
  case Ask::cancel_at_period_end: return cannot_cancel_at_period_end(subscription);
  case Ask::reactivate: return cannot_reactivate(subscription);
  }
  return std::nullopt;
}

/// The subscription, if it is there, as the caller saw it, and within the caller's session.
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

/// When a cancellation takes effect for this principal: what it asks for, where it may choose.
Result<CancelWhen> cancel_when(
  const CustomerState& state, const Context& context, std::optional<CancelWhen> asked,
  std::string_view param
) {
  if (auto refusal = feature_refusal(state, context, PortalFeature::subscription_cancel)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  const auto* configuration = effective_configuration(state, context);
  if (configuration == nullptr) return asked.value_or(CancelWhen::now);
  const auto mode = configuration->features.subscription_cancel.mode;
  const CancelWhen when =
    mode == CancelMode::immediately ? CancelWhen::now : CancelWhen::period_end;
  if (asked.value_or(when) != when) {
    return refuse(
      RefusalKind::forbidden, "not_allowed_by_configuration", std::string{param},
      "The portal configuration lets customers cancel " +
        std::string{when == CancelWhen::now ? "immediately" : "at the period's end"} + " only."
    );
  }
  return when;
}

void schedule_end(BillingWork& work, const Subscription& subscription) {
  work.happen(SubscriptionCancelScheduled{
    subscription.id, subscription.current_period_end, work.now()});
}

std::optional<Refusal> may_undo(const CustomerState& state, const Context& context) {
  return feature_refusal(state, context, PortalFeature::subscription_cancel);
}

// -- the parts of a PATCH -----------------------------------------------------------------------------

std::optional<Refusal>
change_end(BillingWork& work, const UpdateSubscription& ask, const Subscription& subscription) {
  if (!ask.cancel_at_period_end) return std::nullopt;
  if (*ask.cancel_at_period_end == subscription.cancel_at_period_end) return std::nullopt;
  if (!*ask.cancel_at_period_end) {
    if (auto refusal = may_undo(work.before(), work.context())) return refusal;
    work.happen(SubscriptionCancelUndone{subscription.id});
    return std::nullopt;
  }
  const auto when =
    cancel_when(work.before(), work.context(), CancelWhen::period_end, "cancelAtPeriodEnd");
  if (!when) return when.error();
  if (auto refusal = why_not(subscription, Ask::cancel_at_period_end)) return refusal;
  schedule_end(work, subscription);
  return std::nullopt;
}

std::optional<Refusal>
change_coupon(BillingWork& work, const UpdateSubscription& ask, const Subscription& subscription) {
  if (ask.coupon.absent()) return std::nullopt;
  if (auto refusal = only_for_the_app(work.context(), "change coupons")) return refusal;
  if (ask.coupon.is_null()) {
    if (subscription.coupon) {
      work.happen(SubscriptionDiscountEnded{
        subscription.id, *subscription.coupon, DiscountEnd::removed});
    }
    return std::nullopt;
  }
  // The one it has already goes on as it is: asking again does not make it last longer.
  if (subscription.coupon == *ask.coupon.given()) return std::nullopt;
  const Instant from = subscription.status == SubscriptionStatus::trialing
                         ? subscription.current_period_end
                         : work.now();
  auto discount = discount_of(
    *work.context().catalog, *ask.coupon.given(), subscription.currency, work.now(), from
  );
  if (!discount) return discount.error();
  work.happen(SubscriptionDiscounted{subscription.id, std::move(*discount)});
  return std::nullopt;
}

std::optional<Refusal> change_payment_method(
  BillingWork& work, const UpdateSubscription& ask, const Subscription& subscription
) {
  if (ask.default_payment_method.absent()) return std::nullopt;
  auto refusal =
    feature_refusal(work.before(), work.context(), PortalFeature::payment_method_update);
  if (refusal) return refusal;
  std::optional<PaymentMethodId> method = subscription.default_payment_method;
  ask.default_payment_method.apply_to(method);
  if (method == subscription.default_payment_method) return std::nullopt;
  if (method) {
    if (auto missing = unattached(work.before(), *method, "defaultPaymentMethod")) return missing;
  }
  work.happen(SubscriptionPaymentMethodChanged{subscription.id, method});
  return std::nullopt;
}

std::optional<Refusal> change_metadata(
  BillingWork& work, const UpdateSubscription& ask, const Subscription& subscription
) {
  if (ask.metadata.absent()) return std::nullopt;
  if (auto refusal = only_for_the_app(work.context(), "change metadata")) return refusal;
  auto metadata = merged(subscription.metadata, ask.metadata);
  if (!metadata) return metadata.error();
  if (*metadata != subscription.metadata) {
    work.happen(SubscriptionMetadataChanged{subscription.id, std::move(*metadata)});
  }
  return std::nullopt;
}

/// `cancelAtPeriodEnd: false` for a subscription that has ended: it begins anew.
bool asks_to_restart(const UpdateSubscription& ask, const Subscription& subscription) {
  return ask.cancel_at_period_end == false && ended(subscription).has_value() &&
         ask.coupon.absent() && ask.default_payment_method.absent() && ask.metadata.absent();
}

} // namespace

CustomerDecision
decide(const CustomerState& state, const UpdateSubscription& ask, const Context& context) {
  const auto found = asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  const Subscription subscription = **found;
  if (asks_to_restart(ask, subscription)) {
    return decide(state, ReactivateSubscription{ask.id}, context);
  }
  const bool only_notes =
    !ask.cancel_at_period_end && ask.coupon.absent() && ask.default_payment_method.absent();
  if (!only_notes) {
    if (auto refusal = why_not(subscription, Ask::update)) return refused(*refusal);
  }
  BillingWork work{state, context};
  for (const auto part : {change_end, change_coupon, change_payment_method, change_metadata}) {
    if (auto refusal = part(work, ask, subscription)) return refused(*refusal);
  }
  return work.decided({"subscription", ask.id.text()});
}

CustomerDecision
decide(const CustomerState& state, const CancelSubscription& ask, const Context& context) {
  const auto found = asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  const auto when = cancel_when(state, context, ask.effective, "effective");
  if (!when) return refused(when.error());
  const bool at_once = *when == CancelWhen::now;
  const auto refusal = why_not(**found, at_once ? Ask::cancel : Ask::cancel_at_period_end);
  if (refusal) return refused(*refusal);
  BillingWork work{state, context};
  if (at_once) {
    end_subscription(work, ask.id, CancelReason::requested);
  } else {
    schedule_end(work, **found);
  }
  return work.decided({"subscription", ask.id.text()});
}

CustomerDecision
decide(const CustomerState& state, const ReactivateSubscription& ask, const Context& context) {
  const auto found = asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  const bool anew = ended(**found).has_value();
  auto refusal = anew ? feature_refusal(state, context, PortalFeature::subscription_update)
                      : may_undo(state, context);
  if (!refusal) refusal = why_not(**found, Ask::reactivate);
  if (refusal) return refused(*refusal);
  if (anew) return restart(state, **found, context);
  BillingWork work{state, context};
  work.happen(SubscriptionCancelUndone{ask.id});
  return work.decided({"subscription", ask.id.text()});
}

std::vector<AllowedAction> allowed_actions(const Subscription& subscription) {
  std::vector<AllowedAction> all;
  for (const Ask ask : {Ask::update, Ask::cancel, Ask::cancel_at_period_end, Ask::reactivate}) {
    const auto refusal = why_not(subscription, ask);
    AllowedAction action{std::string{name_of(ask)}, !refusal.has_value(), std::nullopt};
    if (refusal) action.reason = refusal->message;
    all.push_back(std::move(action));
  }
  return all;
}

std::string render(const CustomerState& /*state*/, const Subscription& it, Instant /*now*/) {
  return write_object("subscription", it, [&](Members& members) {
    Wire<std::vector<AllowedAction>>::write(allowed_actions(it), members.key("allowedActions"));
  });
}

// -- what the rest of the customer asks billing -------------------------------------------------------

std::vector<RenewingSubscription> renewing_subscriptions(const CustomerState& state) {
  std::vector<RenewingSubscription> all;
  for (const auto& [id, subscription] : state.billing.subscriptions) {
    if (ended(subscription) || subscription.cancel_at_period_end) continue;
    const bool costs = std::any_of(
      subscription.items.begin(), subscription.items.end(),
      [](const SubscriptionItem& item) {
        return item.terms.tiers_mode || item.terms.unit_amount.value_or(Decimal{}) != Decimal{};
      }
    );
    if (costs) all.push_back({id, subscription.default_payment_method});
  }
  return all;
}

CustomerDecision end_billing(const CustomerState& state, const Context& context) {
  BillingWork work{state, context};
  for (const auto& [id, subscription] : state.billing.subscriptions) {
    if (!ended(subscription)) end_subscription(work, id, CancelReason::customer_deleted);
  }
  for (const auto& [id, stored] : state.billing.invoices) {
    const InvoiceStatus status = work.invoice(id).status;
    if (status == InvoiceStatus::draft || status == InvoiceStatus::open) void_invoice(work, id);
  }
  return work.decided({"customer", state.customer->id.text()});
}

} // namespace portal
