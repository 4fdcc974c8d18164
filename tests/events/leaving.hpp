#pragma once

// A subscriber who wants to leave, led by a configuration with offers.

#include "tests/events/portal_world.hpp"

namespace portal::testing {

inline const SubscriptionId sub_1{"sub_1"};
inline const CancellationId can_1{"can_1"};
inline const CancellationId can_2{"can_2"};

/// Stands in for SHA-256: anything that is always the same for the same text.
inline std::uint64_t draw_by_length(std::string_view text) { return text.size(); }

inline RetentionOffer half_off() {
  RetentionOffer offer;
  offer.id = "half";
  offer.type = OfferType::discount;
  offer.message = "Half for three months";
  offer.percent_off = *Decimal::parse("50");
  offer.duration_months = 3;
  return offer;
}

inline RetentionOffer gift() {
  RetentionOffer offer;
  offer.id = "gift";
  offer.type = OfferType::credit;
  offer.message = "Five dollars";
  offer.amount = 500;
  offer.currency = *Currency::parse("usd");
  return offer;
}

inline PortalFeatures leading(std::vector<RetentionOffer> offers) {
  PortalFeatures features;
  features.subscription_cancel.enabled = true;
  features.subscription_cancel.cancellation_reason = CancellationReasonFeature{
    true, {CancellationReason::too_expensive, CancellationReason::unused}};
  features.subscription_cancel.retention = Retention{std::move(offers), {}, false};
  return features;
}

/// A subscriber inside a session whose configuration leads cancellations so.
inline Given<CustomerState> inside(const PortalFeatures& features) {
  auto given = given_subscriber();
  add_configuration(given.catalog, "pc_1", features);
  enter_portal(given, R"("configuration":"pc_1")");
  given.draw = draw_by_length;
  return given;
}

inline StartCancellation
start(const CancellationId& id = can_1, std::optional<CancellationReason> reason = std::nullopt) {
  StartCancellation ask;
  ask.id = id;
  ask.subscription = sub_1;
  ask.reason = reason;
  return ask;
}

inline const Cancellation&
story(const Given<CustomerState>& given, const CancellationId& id = can_1) {
  return given.state.cancellations.at(id);
}

inline const Subscription& subscription(const Given<CustomerState>& given) {
  return given.state.billing.subscriptions.at(sub_1);
}

} // namespace portal::testing
