#include "events/cancellation_offers.hpp"

#include <algorithm>

#include "events/billing_work.hpp"
#include "events/customer_rules.hpp"
#include "events/subscription_rules.hpp"

namespace portal {
namespace {

bool accepted_since(const CustomerState& state, const std::string& offer, Instant since) {
  const auto& all = state.accepted_offers;
  return std::any_of(all.begin(), all.end(), [&](const AcceptedOffer& one) {
    return one.offer == offer && one.accepted_at >= since;
  });
}

bool is_for_product(const OfferEligibility& eligibility, const Subscription& subscription) {
  const auto& products = eligibility.products;
  if (products.empty()) return true;
  return std::any_of(
    subscription.items.begin(), subscription.items.end(),
    [&](const SubscriptionItem& item) {
      return std::find(products.begin(), products.end(), item.terms.product) != products.end();
    }
  );
}

bool is_for_reason(const OfferEligibility& eligibility, std::optional<CancellationReason> reason) {
  const auto& reasons = eligibility.reasons;
  if (reasons.empty()) return true;
  return reason && std::find(reasons.begin(), reasons.end(), *reason) != reasons.end();
}

bool is_eligible(
  const CustomerState& state, const Subscription& subscription, const RetentionOffer& offer,
  std::optional<CancellationReason> reason, Instant now
) {
  const OfferEligibility eligibility = offer.eligibility.value_or(OfferEligibility{});
  const bool says_how_often = eligibility.once || eligibility.once_within_months;
  // Whoever can begin to leave and stay again, as often as they like, must not be paid for it each time.
  const bool is_money = offer.type == OfferType::credit && !says_how_often;
  if (is_money && accepted_since(state, offer.id, Instant{})) return false;
  if (eligibility.once.value_or(false) && accepted_since(state, offer.id, Instant{})) return false;
  if (eligibility.once_within_months) {
    const Instant since = add_intervals(now, Interval::month, -*eligibility.once_within_months);
    if (accepted_since(state, offer.id, since)) return false;
  }
  if (!is_for_reason(eligibility, reason) || !is_for_product(eligibility, subscription)) {
    return false;
  }
  const Millis tenure = std::chrono::hours{24 * eligibility.min_tenure_days.value_or(0)};
  if (now - subscription.created < tenure) return false;
  if (!eligibility.min_spend) return true;
  const auto* spent = find_in(state.billing.spent, std::string{subscription.currency.text()});
  return spent != nullptr && *spent >= *eligibility.min_spend;
}

/// What is given is given by the house: the configuration that binds the customer does not bind it.
Context by_the_house(const Context& context) {
  Context house = context;
  house.origin.principal = {PrincipalKind::system, "retention"};
  house.if_version.reset();
  return house;
}

Refusal no_longer(std::string_view why) {
  return {
    RefusalKind::conflict, "offer_not_available", "offer",
    "The offer cannot be given any more: " + std::string{why}};
}

bool other_currency(const RetentionOffer& offer, const Subscription& subscription) {
  return offer.currency && *offer.currency != subscription.currency;
}

CustomerDecision give_discount(
  const CustomerState& state, const Subscription& subscription, const RetentionOffer& offer,
  const Context& context
) {
  if (subscription.coupon) return refused(no_longer("the subscription has a discount already."));
  if (other_currency(offer, subscription)) {
    return refused(no_longer("its amount is in another currency than the subscription."));
  }
  Discount discount;
  discount.coupon = CouponId{"cou_" + offer.id};
  discount.percent_off = offer.percent_off;
  discount.amount_off = offer.amount_off;
  if (offer.amount_off) discount.currency = offer.currency;
  // A trial costs nothing: what is taken off begins with the first period that is paid.
  discount.starts_at = subscription.status == SubscriptionStatus::trialing
                         ? subscription.current_period_end
                         : context.now;
  // With the last instant: accepted in the moment of a renewal, N months are N renewals too.
  discount.ends_at =
    add_intervals(discount.starts_at, Interval::month, offer.duration_months.value_or(1)) +
    Millis{1};
  if (discount.ends_at <= subscription.current_period_end) {
    return refused(no_longer("no renewal falls into its months."));
  }
  BillingWork work{state, context};
  work.happen(SubscriptionDiscounted{subscription.id, std::move(discount)});
  return work.decided({"subscription", subscription.id.text()});
}

CustomerDecision give_credit(
  const CustomerState& state, const Subscription& subscription, const RetentionOffer& offer,
  const Context& context
) {
  if (other_currency(offer, subscription)) {
    return refused(no_longer("it is in another currency than the subscription."));
  }
  GrantCredit grant;
  grant.amount = offer.amount.value_or(0);
  grant.currency = offer.currency.value_or(subscription.currency);
  grant.category = CreditCategory::promotional;
  grant.name = "Retention offer " + offer.id;
  return decide(state, grant, context);
}

CustomerDecision give_pause(
  const CustomerState& state, const Subscription& subscription, const RetentionOffer& offer,
  const Context& context
) {
  PauseSubscription pause;
  pause.id = subscription.id;
  pause.max_duration = offer.max_duration;
  return decide(state, pause, context);
}

CustomerDecision give_plan(
  const CustomerState& state, const Subscription& subscription, const RetentionOffer& offer,
  const Context& context
) {
  const auto has = [&](const SubscriptionItem& item) { return item.price == *offer.price; };
  if (std::any_of(subscription.items.begin(), subscription.items.end(), has)) {
    return refused(no_longer("it is the plan that the subscription has."));
  }
  UpdateSubscription change;
  change.id = subscription.id;
  change.price = offer.price;
  return decide(state, change, context);
}

} // namespace

std::vector<const RetentionOffer*>
offers_in_order(const Retention& retention, const std::optional<Assignment>& assignment) {
  std::vector<const RetentionOffer*> offers;
  if (!assignment || !retention.experiment || retention.experiment->id != assignment->experiment) {
    for (const RetentionOffer& offer : retention.offers) offers.push_back(&offer);
    return offers;
  }
  for (const ExperimentVariant& variant : retention.experiment->variants) {
    if (variant.name != assignment->variant) continue;
    for (const std::string& id : variant.offers) {
      const auto found = std::find_if(
        retention.offers.begin(), retention.offers.end(),
        [&](const RetentionOffer& offer) { return offer.id == id; }
      );
      if (found != retention.offers.end()) offers.push_back(&*found);
    }
  }
  return offers;
}

bool may_be_offered(
  const CustomerState& state, const Subscription& subscription, const RetentionOffer& offer,
  std::optional<CancellationReason> reason, const Context& context
) {
  return is_eligible(state, subscription, offer, reason, context.now) &&
         give_offer(state, subscription, offer, context).has_value();
}

CustomerDecision give_offer(
  const CustomerState& state, const Subscription& subscription, const RetentionOffer& offer,
  const Context& context
) {
  if (ended(subscription) || subscription.cancel_at_period_end) {
    return refused(no_longer("the subscription ends already. Reactivate it instead."));
  }
  const Context house = by_the_house(context);
  switch (offer.type) {
  case OfferType::discount: return give_discount(state, subscription, offer, house);
  case OfferType::pause: return give_pause(state, subscription, offer, house);
  case OfferType::plan: return give_plan(state, subscription, offer, house);
  case OfferType::credit: return give_credit(state, subscription, offer, house);
  }
  return refused(no_longer("it is of a kind that this server does not know."));
}

} // namespace portal
