#pragma once

// What a portal configuration says: the document's whole schema. Every feature that is left out is
// off, except `usage` and `credits` (which only show).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/checks.hpp"
#include "events/proration.hpp"

namespace portal {

// -- switches -----------------------------------------------------------------------------------------

/// A feature that is on or off and has no more to say.
struct FeatureSwitch {
  bool enabled = false;
  bool operator==(const FeatureSwitch&) const = default;
  static constexpr Fields fields{
    Field{"enabled", &FeatureSwitch::enabled, "Is the feature on?"},
  };
};

enum class AllowedUpdate { email, name, phone, address, tax_id };

constexpr auto names_of(AllowedUpdate) {
  return std::to_array<std::string_view>({"email", "name", "phone", "address", "tax_id"});
}

/// Which of their own details customers may change.
struct CustomerUpdateFeature {
  bool enabled = false;
  std::vector<AllowedUpdate> allowed_updates;
  bool operator==(const CustomerUpdateFeature&) const = default;
  static constexpr Fields fields{
    Field{"enabled", &CustomerUpdateFeature::enabled, "Is the feature on?"},
    Field{
      "allowed_updates", &CustomerUpdateFeature::allowed_updates,
      "What may be changed; at least one when the feature is on."},
  };
};

// -- subscription changes -----------------------------------------------------------------------------

enum class BillingCycleAnchor { unchanged, now };

constexpr auto names_of(BillingCycleAnchor) {
  return std::to_array<std::string_view>({"unchanged", "now"});
}

/// The quantities that customers may choose.
struct QuantityBounds {
  std::optional<std::int64_t> minimum;
  std::optional<std::int64_t> maximum;
  bool operator==(const QuantityBounds&) const = default;
  static constexpr Fields fields{
    Field{"minimum", &QuantityBounds::minimum, "The least quantity; default 1."},
    Field{"maximum", &QuantityBounds::maximum, "The largest quantity; default no bound."},
  };
};

/// The members of AllowedProduct's long form.
struct ProductChoice {
  ProductId product;
  std::vector<PriceId> prices;
  std::optional<QuantityBounds> quantity;
  bool operator==(const ProductChoice&) const = default;
  static constexpr Fields fields{
    Field{"product", &ProductChoice::product, "The product that may be chosen."},
    Field{
      "prices", &ProductChoice::prices, "Its prices that may be chosen; none: every active one."},
    Field{"quantity", &ProductChoice::quantity, "Quantities that may be chosen; absent: fixed."},
  };
};

/// A product that customers may change to. On the wire its id alone when nothing else is said.
struct AllowedProduct {
  ProductChoice choice;
  bool operator==(const AllowedProduct&) const = default;
};

template <> struct Wire<AllowedProduct> {
  static bool read(AllowedProduct& into, const Json& json, Reader& reader);
  static void write(const AllowedProduct& value, std::string& out);
};

/// A change that waits for the period's end instead of taking effect at once.
enum class ScheduleCondition { decreasing_amount, shortening_interval };

constexpr auto names_of(ScheduleCondition) {
  return std::to_array<std::string_view>({"decreasing_amount", "shortening_interval"});
}

struct ScheduleAtPeriodEnd {
  std::vector<ScheduleCondition> conditions;
  bool operator==(const ScheduleAtPeriodEnd&) const = default;
  static constexpr Fields fields{
    Field{"conditions", &ScheduleAtPeriodEnd::conditions, "Any of these defers a change."},
  };
};

/// How customers may change what they subscribe to. No products: every active one.
struct SubscriptionUpdateFeature {
  bool enabled = false;
  std::vector<AllowedProduct> products;
  ProrationBehavior proration_behavior = ProrationBehavior::none;
  BillingCycleAnchor billing_cycle_anchor = BillingCycleAnchor::unchanged;
  std::optional<ScheduleAtPeriodEnd> schedule_at_period_end;
  bool operator==(const SubscriptionUpdateFeature&) const = default;
  static constexpr Fields fields{
    Field{"enabled", &SubscriptionUpdateFeature::enabled, "Is the feature on?"},
    Field{
      "products", &SubscriptionUpdateFeature::products,
      "What may be changed to: product ids, or objects; none: every active product."},
    Field{
      "proration_behavior", &SubscriptionUpdateFeature::proration_behavior,
      "How a change within a period is charged; default none.", Presence::defaulted},
    Field{
      "billing_cycle_anchor", &SubscriptionUpdateFeature::billing_cycle_anchor,
      "Does a change start a new period? Default unchanged.", Presence::defaulted},
    Field{
      "schedule_at_period_end", &SubscriptionUpdateFeature::schedule_at_period_end,
      "Which changes wait for the period's end."},
  };
};

// -- cancellation -------------------------------------------------------------------------------------

enum class CancelMode { at_period_end, immediately };

constexpr auto names_of(CancelMode) {
  return std::to_array<std::string_view>({"at_period_end", "immediately"});
}

enum class CancellationReason {
  too_expensive,
  missing_features,
  switched_service,
  unused,
  customer_service,
  too_complex,
  low_quality,
  other
};

constexpr auto names_of(CancellationReason) {
  return std::to_array<std::string_view>(
    {"too_expensive", "missing_features", "switched_service", "unused", "customer_service",
     "too_complex", "low_quality", "other"}
  );
}

/// The exit survey's question about the reason.
struct CancellationReasonFeature {
  bool enabled = false;
  std::vector<CancellationReason> options;
  bool operator==(const CancellationReasonFeature&) const = default;
  static constexpr Fields fields{
    Field{"enabled", &CancellationReasonFeature::enabled, "Is the reason asked for?"},
    Field{"options", &CancellationReasonFeature::options, "The reasons to choose from, in order."},
  };
};

enum class OfferType { discount, pause, plan, credit };

constexpr auto names_of(OfferType) {
  return std::to_array<std::string_view>({"discount", "pause", "plan", "credit"});
}

/// Who is shown an offer. Everything named must hold.
struct OfferEligibility {
  std::optional<bool> once;
  std::optional<std::int64_t> once_within_months;
  std::vector<CancellationReason> reasons;
  std::vector<ProductId> products;
  std::optional<std::int64_t> min_tenure_days;
  std::optional<std::int64_t> min_spend;
  bool operator==(const OfferEligibility&) const = default;
  static constexpr Fields fields{
    Field{"once", &OfferEligibility::once, "Only to those who never accepted it."},
    Field{
      "once_within_months", &OfferEligibility::once_within_months,
      "Only to those who did not accept it in as many months."},
    Field{"reasons", &OfferEligibility::reasons, "Only for these reasons to leave."},
    Field{"products", &OfferEligibility::products, "Only for subscriptions to these products."},
    Field{"min_tenure_days", &OfferEligibility::min_tenure_days, "Only after as many days."},
    Field{"min_spend", &OfferEligibility::min_spend, "Only after paying as many minor units."},
  };
};

/// Something offered to a customer who is about to leave. The id is the caller's.
struct RetentionOffer {
  std::string id;
  OfferType type = OfferType::discount;
  std::string message;
  std::optional<Decimal> percent_off;
  std::optional<std::int64_t> amount_off;
  std::optional<std::int64_t> duration_months;
  std::optional<std::int64_t> max_duration;
  std::optional<PriceId> price;
  std::optional<std::int64_t> amount;
  std::optional<Currency> currency;
  std::optional<OfferEligibility> eligibility;
  std::optional<std::int64_t> expires_after_hours;
  bool operator==(const RetentionOffer&) const = default;
  static constexpr Fields fields{
    Field{"id", &RetentionOffer::id, "The caller's name for it, unique in the configuration."},
    Field{"type", &RetentionOffer::type, "What is offered."},
    Field{"message", &RetentionOffer::message, "What the customer reads."},
    Field{"percent_off", &RetentionOffer::percent_off, "For discount: percent off."},
    Field{"amount_off", &RetentionOffer::amount_off, "For discount: minor units off."},
    Field{"duration_months", &RetentionOffer::duration_months, "For discount: months; default 1."},
    Field{"max_duration", &RetentionOffer::max_duration, "For pause: days at most."},
    Field{"price", &RetentionOffer::price, "For plan: the price to change to."},
    Field{"amount", &RetentionOffer::amount, "For credit: minor units granted."},
    Field{"currency", &RetentionOffer::currency, "Of amountOff or amount."},
    Field{"eligibility", &RetentionOffer::eligibility, "Who is shown it; absent: everyone."},
    Field{"expires_after_hours", &RetentionOffer::expires_after_hours, "How long it stands."},
  };
};

/// One arm of an experiment: which offers it shows, and how often it is drawn.
struct ExperimentVariant {
  std::string name;
  std::int64_t weight = 1;
  std::vector<std::string> offers;
  bool operator==(const ExperimentVariant&) const = default;
  static constexpr Fields fields{
    Field{"name", &ExperimentVariant::name, "The variant's name, unique in the experiment."},
    Field{
      "weight", &ExperimentVariant::weight,
      "How often it is drawn, in percent; all add up to 100."},
    Field{"offers", &ExperimentVariant::offers, "The ids of the offers that it shows, in order."},
  };
};

struct RetentionExperiment {
  std::string id;
  std::vector<ExperimentVariant> variants;
  bool operator==(const RetentionExperiment&) const = default;
  static constexpr Fields fields{
    Field{"id", &RetentionExperiment::id, "The caller's name for it."},
    Field{"variants", &RetentionExperiment::variants, "Two or more arms."},
  };
};

/// What is tried to keep a customer who cancels.
struct Retention {
  std::vector<RetentionOffer> offers;
  std::optional<RetentionExperiment> experiment;
  bool survey_required = false;
  bool operator==(const Retention&) const = default;
  static constexpr Fields fields{
    Field{"offers", &Retention::offers, "Offers in the order in which they are shown."},
    Field{"experiment", &Retention::experiment, "Which offers to show to whom, by chance."},
    Field{
      "survey_required", &Retention::survey_required, "Must a reason be given before the end?",
      Presence::defaulted},
  };
};

/// How customers may cancel.
struct SubscriptionCancelFeature {
  bool enabled = false;
  CancelMode mode = CancelMode::at_period_end;
  ProrationBehavior proration_behavior = ProrationBehavior::none;
  std::optional<CancellationReasonFeature> cancellation_reason;
  std::optional<Retention> retention;
  bool operator==(const SubscriptionCancelFeature&) const = default;
  static constexpr Fields fields{
    Field{"enabled", &SubscriptionCancelFeature::enabled, "Is the feature on?"},
    Field{
      "mode", &SubscriptionCancelFeature::mode, "When it ends; default at_period_end.",
      Presence::defaulted},
    Field{
      "proration_behavior", &SubscriptionCancelFeature::proration_behavior,
      "Is unused time credited? Only with mode immediately; default none.", Presence::defaulted},
    Field{
      "cancellation_reason", &SubscriptionCancelFeature::cancellation_reason,
      "The exit survey's question."},
    Field{"retention", &SubscriptionCancelFeature::retention, "Offers to those who leave."},
  };
};

/// How long customers may pause.
struct SubscriptionPauseFeature {
  bool enabled = false;
  std::optional<std::int64_t> max_duration;
  bool operator==(const SubscriptionPauseFeature&) const = default;
  static constexpr Fields fields{
    Field{"enabled", &SubscriptionPauseFeature::enabled, "Is the feature on?"},
    Field{"max_duration", &SubscriptionPauseFeature::max_duration, "Days at most, 1 to 730."},
  };
};

// -- all of it ----------------------------------------------------------------------------------------

/// Everything that customers may or may not do in the portal.
struct PortalFeatures {
  FeatureSwitch invoice_history;
  FeatureSwitch payment_method_update;
  SubscriptionUpdateFeature subscription_update;
  SubscriptionCancelFeature subscription_cancel;
  SubscriptionPauseFeature subscription_pause;
  CustomerUpdateFeature customer_update;
  FeatureSwitch usage{.enabled = true};
  FeatureSwitch credits{.enabled = true};
  bool operator==(const PortalFeatures&) const = default;
  // clang-format off
  static constexpr Fields fields{
    Field{"invoice_history", &PortalFeatures::invoice_history, "Listing and downloading invoices.", Presence::defaulted},
    Field{"payment_method_update", &PortalFeatures::payment_method_update, "Adding, removing and choosing payment methods.", Presence::defaulted},
    Field{"subscription_update", &PortalFeatures::subscription_update, "Changing price or quantity.", Presence::defaulted},
    Field{"subscription_cancel", &PortalFeatures::subscription_cancel, "Canceling, and what is offered then.", Presence::defaulted},
    Field{"subscription_pause", &PortalFeatures::subscription_pause, "Pausing for a while.", Presence::defaulted},
    Field{"customer_update", &PortalFeatures::customer_update, "Changing one's own details.", Presence::defaulted},
    Field{"usage", &PortalFeatures::usage, "Seeing usage; on unless switched off.", Presence::defaulted},
    Field{"credits", &PortalFeatures::credits, "Seeing credits; on unless switched off.", Presence::defaulted},
  };
  // clang-format on
};

/// How the portal looks.
struct Branding {
  std::optional<std::string> primary_color;
  std::optional<std::string> logo;
  bool operator==(const Branding&) const = default;
  static constexpr Fields fields{
    Field{"primary_color", &Branding::primary_color, "Six lower-case hex digits: #5469d4."},
    Field{
      "logo", &Branding::logo,
      "An https URL of an image, or a small PNG as data:image/png;base64,…; invoices show the "
      "latter."},
  };
};

/// A configuration's revision, pinned.
struct PinnedConfiguration {
  ConfigurationId id;
  std::int64_t revision = 1;
  bool operator==(const PinnedConfiguration&) const = default;
  static constexpr Fields fields{
    Field{"id", &PinnedConfiguration::id, "The configuration; pc_builtin: none was made."},
    Field{"revision", &PinnedConfiguration::revision, "Its revision."},
  };
};

} // namespace portal
