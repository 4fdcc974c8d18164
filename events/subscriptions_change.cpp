// Which change of a subscription may be made, and how it is charged: as the caller asks, or for
// customers as their portal configuration says.

#include <algorithm>

#include "events/billing_agreement.hpp"
#include "events/billing_change.hpp"
#include "events/billing_rules.hpp"
#include "events/subscription_items.hpp"
#include "events/subscription_rules.hpp"

namespace portal {
namespace {

/// About how long an interval is, to compare one with another; nothing is charged by it.
std::int64_t about_seconds(const PriceTerms& terms) {
  switch (terms.interval) {
  case Interval::day: return 86'400 * terms.interval_count;
  case Interval::week: return 604'800 * terms.interval_count;
  case Interval::month: return 2'629'746 * terms.interval_count;
  case Interval::year: return 31'556'952 * terms.interval_count;
  }
  return 0;
}

bool other_interval(const PriceTerms& one, const PriceTerms& other) {
  return one.interval != other.interval || one.interval_count != other.interval_count;
}

/// Is less paid for the same time?
bool decreases(const std::vector<SubscriptionItem>& from, const std::vector<SubscriptionItem>& to) {
  return Int128{advance_amount(to)} * about_seconds(from.front().terms) <
         Int128{advance_amount(from)} * about_seconds(to.front().terms);
}

bool is_deferred(
  const ScheduleAtPeriodEnd& schedule, const std::vector<SubscriptionItem>& from,
  const std::vector<SubscriptionItem>& to
) {
  return std::any_of(
    schedule.conditions.begin(), schedule.conditions.end(),
    [&](ScheduleCondition condition) {
      if (condition == ScheduleCondition::decreasing_amount) return decreases(from, to);
      return about_seconds(to.front().terms) < about_seconds(from.front().terms);
    }
  );
}

// -- what a portal configuration lets customers choose ------------------------------------------------

Refusal not_configured(std::string_view param, std::string code, std::string why) {
  return {RefusalKind::forbidden, std::move(code), std::string{param}, std::move(why)};
}

const AllowedProduct*
allowed_product(const SubscriptionUpdateFeature& feature, const ProductId& product) {
  const auto at =
    std::find_if(feature.products.begin(), feature.products.end(), [&](const AllowedProduct& one) {
      return one.choice.product == product;
    });
  return at == feature.products.end() ? nullptr : &*at;
}

std::optional<Refusal> quantity_not_configured(
  const SubscriptionUpdateFeature& feature, const SubscriptionItem& item,
  std::optional<std::int64_t> before
) {
  if (item.quantity == before || !item.quantity) return std::nullopt;
  const AllowedProduct* product = allowed_product(feature, item.terms.product);
  if (product == nullptr || !product->choice.quantity) {
    return not_configured(
      "quantity", "quantity_not_adjustable",
      "The portal configuration fixes the quantity. Ask for the same one."
    );
  }
  const std::int64_t least = product->choice.quantity->minimum.value_or(1);
  const auto most = product->choice.quantity->maximum;
  if (*item.quantity >= least && (!most || *item.quantity <= *most)) return std::nullopt;
  return not_configured(
    "quantity", "quantity_out_of_bounds",
    "The portal configuration lets customers choose " + std::to_string(least) +
      (most ? " to " + std::to_string(*most) : " or more") + "."
  );
}

std::optional<Refusal> item_not_configured(
  const SubscriptionUpdateFeature& feature, const Catalog& catalog, const SubscriptionItem& item,
  const SubscriptionItem* before
) {
  if (before == nullptr || before->price != item.price) {
    if (!may_change_to(catalog, feature, catalog.prices.at(item.price))) {
      return not_configured(
        "price", "price_not_in_configuration",
        "The portal configuration does not offer this price. Choose one that it names."
      );
    }
  }
  // One that is new is taken once; another price keeps the quantity.
  const auto quantity = before == nullptr || !before->quantity ? 1 : *before->quantity;
  return quantity_not_configured(feature, item, quantity);
}

std::optional<Refusal> items_not_configured(
  const SubscriptionUpdateFeature& feature, const Catalog& catalog, const Subscription& from,
  const std::vector<SubscriptionItem>& to
) {
  for (const SubscriptionItem& item : to) {
    const auto* before = find_item(from.items, item.id);
    if (auto refusal = item_not_configured(feature, catalog, item, before)) return refusal;
  }
  for (const SubscriptionItem& item : from.items) {
    if (find_item(to, item.id) != nullptr || feature.products.empty()) continue;
    if (allowed_product(feature, item.terms.product) == nullptr) {
      return not_configured(
        "items", "price_not_in_configuration",
        "The portal configuration does not let customers remove this item."
      );
    }
  }
  return std::nullopt;
}

template <class T>
std::optional<Refusal>
chosen_otherwise(const std::optional<T>& asked, T configured, std::string_view param) {
  if (asked.value_or(configured) == configured) return std::nullopt;
  return not_configured(
    param, "not_allowed_by_configuration",
    "The portal configuration says \"" + std::string{name_of(configured)} +
      "\" for customers. Leave this out."
  );
}

// -- the plan -----------------------------------------------------------------------------------------

/// For customers: everything but the items is what the configuration says.
std::optional<Refusal> configure(
  PlannedChange& plan, const SubscriptionUpdateFeature& feature, const Catalog& catalog,
  const Subscription& subscription, const SubscriptionChange& ask
) {
  if (auto refusal = items_not_configured(feature, catalog, subscription, plan.items)) {
    return refusal;
  }
  auto refusal =
    chosen_otherwise(ask.proration_behavior, feature.proration_behavior, "prorationBehavior");
  if (!refusal) {
    refusal = chosen_otherwise(
      ask.billing_cycle_anchor, feature.billing_cycle_anchor, "billingCycleAnchor"
    );
  }
  if (refusal) return refusal;
  plan.proration = feature.proration_behavior;
  const bool deferred =
    subscription.status != SubscriptionStatus::trialing && feature.schedule_at_period_end &&
    is_deferred(*feature.schedule_at_period_end, subscription.items, plan.items);
  if (!deferred) return std::nullopt;
  plan.effective = EffectiveWhen::period_end;
  return chosen_otherwise(ask.effective, EffectiveWhen::period_end, "effective");
}

/// Does a new period begin with the change? A trial goes on, unless that is asked for.
bool resets_anchor(
  const Subscription& from, const PlannedChange& plan, std::optional<BillingCycleAnchor> asked
) {
  const bool asks_for_now =
    asked.value_or(BillingCycleAnchor::unchanged) == BillingCycleAnchor::now;
  if (asks_for_now) return true;
  if (from.status == SubscriptionStatus::trialing) return false;
  if (other_interval(from.items.front().terms, plan.items.front().terms)) return true;
  if (asked.has_value()) return false; // it is to stay as it is
  const bool had_metered =
    std::any_of(from.items.begin(), from.items.end(), [](const SubscriptionItem& item) {
      return item.terms.metered();
    });
  return !had_metered && advance_amount(from.items) == 0 && advance_amount(plan.items) > 0;
}

std::optional<Refusal> cannot_schedule(
  const Subscription& subscription, const SubscriptionChange& ask, const PlannedChange& plan
) {
  if (ask.billing_cycle_anchor == BillingCycleAnchor::now) {
    return invalid(
      "billingCycleAnchor", "parameters_exclusive",
      "A change at the period's end begins with the next period. Leave billingCycleAnchor out."
    );
  }
  if (!plan.changes_items) return std::nullopt;
  if (subscription.cancel_at_period_end) {
    return conflict(
      "cancellation_already_scheduled",
      "The subscription ends with this period. Undo that first, or change it now."
    );
  }
  if (subscription.pause) {
    return conflict(
      "pause_already_scheduled",
      "The subscription pauses with the end of this period. Resume it first, or change it now."
    );
  }
  return std::nullopt;
}

std::optional<Refusal> change_coupon(
  BillingWork& work, const SubscriptionId& id, const Patch<CouponId>& coupon, Instant at
) {
  if (coupon.absent()) return std::nullopt;
  const Subscription subscription = work.subscription(id);
  if (auto refusal = only_for_the_app(work.context(), "change coupons")) return refusal;
  if (coupon.is_null()) {
    if (subscription.coupon) {
      work.happen(SubscriptionDiscountEnded{id, *subscription.coupon, DiscountEnd::removed});
    }
    return std::nullopt;
  }
  // The one it has already goes on as it is: asking again does not make it last longer.
  if (subscription.coupon == *coupon.given()) return std::nullopt;
  const Instant from =
    subscription.status == SubscriptionStatus::trialing ? subscription.current_period_end : at;
  auto discount =
    discount_of(*work.context().catalog, *coupon.given(), subscription.currency, work.now(), from);
  if (!discount) return discount.error();
  work.happen(SubscriptionDiscounted{id, std::move(*discount)});
  return std::nullopt;
}

} // namespace

Result<PlannedChange> plan_change(
  const CustomerState& state, const Subscription& subscription, const SubscriptionChange& ask,
  const Context& context
) {
  if (auto refusal = feature_refusal(state, context, PortalFeature::subscription_update)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  if (auto refusal = why_not(subscription, SubscriptionAction::update)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  if (auto refusal = session_price_refusal(state, context, ask)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  auto items = changed_items(context, subscription, ask);
  if (!items) return tl::unexpected<Refusal>(items.error());
  PlannedChange plan;
  plan.items = std::move(*items);
  plan.changes_items = plan.items != subscription.items;
  plan.effective = ask.effective.value_or(EffectiveWhen::now);
  plan.proration = ask.proration_behavior.value_or(subscription.proration_behavior);
  auto anchor = ask.billing_cycle_anchor;
  if (const auto* configuration = effective_configuration(state, context)) {
    const SubscriptionUpdateFeature& feature = configuration->features.subscription_update;
    if (auto refusal = configure(plan, feature, *context.catalog, subscription, ask)) {
      return tl::unexpected<Refusal>(std::move(*refusal));
    }
    const bool is_to_begin = plan.changes_items && plan.effective == EffectiveWhen::now;
    anchor = is_to_begin ? std::optional{feature.billing_cycle_anchor} : std::nullopt;
  }
  if (plan.effective == EffectiveWhen::period_end) {
    if (auto refusal = cannot_schedule(subscription, ask, plan)) {
      return tl::unexpected<Refusal>(std::move(*refusal));
    }
    return plan;
  }
  plan.resets_anchor = resets_anchor(subscription, plan, anchor);
  return plan;
}

Result<EffectiveWhen> change_terms(
  BillingWork& work, const SubscriptionId& id, const SubscriptionChange& change, Instant at,
  const std::optional<QuoteId>& quote
) {
  if (auto refusal = change_coupon(work, id, change.coupon, at)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  const bool new_period = change.billing_cycle_anchor == BillingCycleAnchor::now;
  if (!change.changes_items() && !new_period) {
    if (change.effective == EffectiveWhen::period_end && !change.coupon.absent()) {
      return refuse(
        RefusalKind::invalid, "parameters_exclusive", "effective",
        "A coupon is changed at once. Leave effective out."
      );
    }
    if (!change.says_how() || !change.coupon.absent()) return EffectiveWhen::now;
    return refuse(
      RefusalKind::invalid, "change_missing", "price",
      "Nothing is to change: give price, quantity, items or coupon as well."
    );
  }
  const auto plan = plan_change(work.before(), work.subscription(id), change, work.context());
  if (!plan) return tl::unexpected<Refusal>(plan.error());
  make_change(work, id, *plan, at, quote);
  return plan->effective;
}

} // namespace portal
