// What may be asked of a subscription that exists: ending it, undoing that, and small changes. (How one
// begins: subscriptions_create.cpp; what time brings: billing_due.cpp.)

#include "events/subscriptions.hpp"

#include <algorithm>

#include "events/billing_rules.hpp"
#include "events/billing_work.hpp"
#include "events/customer_rules.hpp"
#include "events/subscription_rules.hpp"
#include "events/subscriptions_quoting.hpp"

namespace portal {
namespace {

/// When a cancellation takes effect for this principal: what it asks for, where it may choose.
Result<CancelWhen> cancel_when(
  const CustomerState& state, const Subscription& subscription, const Context& context,
  std::optional<CancelWhen> asked, std::string_view param
) {
  if (auto refusal = feature_refusal(state, context, PortalFeature::subscription_cancel)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  const auto* configuration = effective_configuration(state, context);
  if (configuration == nullptr) return asked.value_or(CancelWhen::now);
  const auto mode = configuration->features.subscription_cancel.mode;
  const bool now = mode == CancelMode::immediately || ends_only_now(subscription);
  const CancelWhen when = now ? CancelWhen::now : CancelWhen::period_end;
  if (asked.value_or(when) != when) {
    return refuse(
      RefusalKind::forbidden, "not_allowed_by_configuration", std::string{param},
      "The portal configuration lets customers cancel " +
        std::string{when == CancelWhen::now ? "immediately" : "at the period's end"} + " only."
    );
  }
  return when;
}

/// Does an end at once give back what the rest of the period cost? To those who may leave only with the
/// period, what a pause has kept of theirs is given back: it could not be used any more.
bool credits_rest(
  const CustomerState& state, const Subscription& subscription, const CancelSubscription& ask,
  const Context& context
) {
  const auto* configuration = effective_configuration(state, context);
  if (configuration != nullptr && ends_only_now(subscription) &&
      configuration->features.subscription_cancel.mode == CancelMode::at_period_end) {
    return subscription.pause.has_value();
  }
  const ProrationBehavior behavior =
    configuration != nullptr ? configuration->features.subscription_cancel.proration_behavior
                             : ask.proration_behavior.value_or(ProrationBehavior::none);
  return behavior != ProrationBehavior::none;
}

/// Leaving stays possible whatever else was to come with the period's end: that will not come then.
void schedule_end(BillingWork& work, const Subscription& subscription) {
  if (subscription.pending_change) {
    work.happen(SubscriptionChangeUndone{subscription.id, UndoReason::superseded});
  }
  if (subscription.pause) {
    work.happen(SubscriptionPauseUndone{subscription.id, UndoReason::superseded});
  }
  work.happen(SubscriptionCancelScheduled{
    subscription.id, subscription.current_period_end, work.now()});
}

/// Where leaving has a survey that must be answered, it is the only way for those whom that binds.
std::optional<Refusal> wants_survey(const CustomerState& state, const Context& context) {
  const auto* configuration = effective_configuration(state, context);
  if (configuration == nullptr) return std::nullopt;
  const auto& retention = configuration->features.subscription_cancel.retention;
  if (!retention || !retention->survey_required) return std::nullopt;
  return Refusal{
    RefusalKind::forbidden, "survey_required", "",
    "The portal configuration asks why before a subscription ends: begin with POST "
    "/subscriptions/{id}/cancellations."};
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
  if (auto refusal = why_not(subscription, SubscriptionAction::cancel_at_period_end))
    return refusal;
  const auto when = cancel_when(
    work.before(), subscription, work.context(), CancelWhen::period_end, "cancelAtPeriodEnd"
  );
  if (!when) return when.error();
  if (auto refusal = wants_survey(work.before(), work.context())) return refusal;
  schedule_end(work, subscription);
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

std::optional<Refusal>
undo_change(BillingWork& work, const UpdateSubscription& ask, const Subscription& subscription) {
  if (ask.pending_change.absent()) return std::nullopt;
  if (!ask.pending_change.is_null()) {
    return invalid(
      "pendingChange", "parameter_invalid",
      "Only null can be set, which undoes the change. Ask for one with \"effective\": "
      "\"period_end\"."
    );
  }
  auto refusal = feature_refusal(work.before(), work.context(), PortalFeature::subscription_update);
  if (!refusal) refusal = why_not(subscription, SubscriptionAction::undo_pending_change);
  if (refusal) return refusal;
  work.happen(SubscriptionChangeUndone{subscription.id, UndoReason::requested});
  return std::nullopt;
}

bool asks_for_terms(const UpdateSubscription& ask) { return ask.quote || !change_of(ask).empty(); }

/// `cancelAtPeriodEnd: false` for a subscription that has ended: it begins anew.
bool asks_to_restart(const UpdateSubscription& ask, const Subscription& subscription) {
  return ask.cancel_at_period_end == false && ended(subscription).has_value() &&
         !asks_for_terms(ask) && ask.pending_change.absent() &&
         ask.default_payment_method.absent() && ask.metadata.absent();
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
  const bool only_notes = !ask.cancel_at_period_end && !asks_for_terms(ask) &&
                          ask.pending_change.absent() && ask.default_payment_method.absent();
  if (!only_notes) {
    if (auto refusal = ended(subscription)) return refused(*refusal);
  }
  BillingWork work{state, context};
  if (asks_for_terms(ask)) {
    if (auto refusal = carry_out(work, ask)) return refused(*refusal);
  }
  for (const auto part : {undo_change, change_end, change_payment_method, change_metadata}) {
    if (auto refusal = part(work, ask, work.subscription(ask.id))) return refused(*refusal);
  }
  return work.decided({"subscription", ask.id.text()});
}

CustomerDecision
decide(const CustomerState& state, const CancelSubscription& ask, const Context& context) {
  auto decided = cancel_in_story(state, ask, context);
  if (!decided) return decided;
  if (auto refusal = wants_survey(state, context)) return refused(*refusal);
  return decided;
}

CustomerDecision
cancel_in_story(const CustomerState& state, const CancelSubscription& ask, const Context& context) {
  const auto found = asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  const auto when = cancel_when(state, **found, context, ask.effective, "effective");
  if (!when) return refused(when.error());
  const bool at_once = *when == CancelWhen::now;
  if (ask.proration_behavior) {
    if (auto refusal = only_for_the_app(context, "choose what is credited")) {
      return refused(*refusal);
    }
    if (!at_once) {
      return refused(invalid(
        "prorationBehavior", "parameters_exclusive",
        "At the period's end nothing is left to credit. Leave prorationBehavior out."
      ));
    }
  }
  const auto refusal = why_not(
    **found, at_once ? SubscriptionAction::cancel : SubscriptionAction::cancel_at_period_end
  );
  if (refusal) return refused(*refusal);
  BillingWork work{state, context};
  if (at_once) {
    end_subscription(
      work, ask.id, CancelReason::requested, credits_rest(state, **found, ask, context)
    );
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
  if (!refusal) refusal = why_not(**found, SubscriptionAction::reactivate);
  if (refusal) return refused(*refusal);
  if (anew) return restart(state, **found, context);
  BillingWork work{state, context};
  work.happen(SubscriptionCancelUndone{ask.id});
  return work.decided({"subscription", ask.id.text()});
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
    const auto cost = [](const std::vector<SubscriptionItem>& items) {
      return std::any_of(items.begin(), items.end(), [](const SubscriptionItem& item) {
        return item.terms.tiers_mode || item.terms.unit_amount.value_or(Decimal{}) != Decimal{};
      });
    };
    const auto& change = subscription.pending_change;
    if (cost(subscription.items) || (change && cost(change->items)))
      all.push_back({id, subscription.default_payment_method});
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
