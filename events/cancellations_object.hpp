#pragma once

// A cancellation: the story of a customer who wants to leave, from the first click to the end. What was
// offered is copied into it, so that the story reads the same when the configuration has moved on.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/portal_features.hpp"
#include "events/portal_sessions.hpp"
#include "events/subscriptions.hpp"

namespace portal {

/// Where the story stands. `ready`: nothing (more) is offered, the customer may confirm.
enum class CancellationStatus { started, offered, ready, confirmed, abandoned };

constexpr auto names_of(CancellationStatus) {
  return std::to_array<std::string_view>({"started", "offered", "ready", "confirmed", "abandoned"});
}

/// How the story ended. `retained`: an offer was accepted; `left_open`: nobody went on for a day;
/// `superseded`: the customer began again; `ended_elsewhere`: the subscription ended by another way.
enum class CancellationOutcome {
  canceled,
  retained,
  abandoned,
  left_open,
  superseded,
  ended_elsewhere
};

constexpr auto names_of(CancellationOutcome) {
  return std::to_array<std::string_view>(
    {"canceled", "retained", "abandoned", "left_open", "superseded", "ended_elsewhere"}
  );
}

enum class OfferStatus { shown, accepted, declined, expired };

constexpr auto names_of(OfferStatus) {
  return std::to_array<std::string_view>({"shown", "accepted", "declined", "expired"});
}

/// An offer as it was made to one customer.
struct CancellationOffer {
  std::string offer;
  OfferStatus status = OfferStatus::shown;
  RetentionOffer terms;
  Instant shown_at;
  std::optional<Instant> expires_at;
  std::optional<Instant> decided_at;
  bool operator==(const CancellationOffer&) const = default;
  static constexpr Fields fields{
    Field{"offer", &CancellationOffer::offer, "The offer's id in the configuration."},
    Field{"status", &CancellationOffer::status, "What became of it."},
    Field{"terms", &CancellationOffer::terms, "What was offered, as it was then."},
    Field{"shown_at", &CancellationOffer::shown_at, "When it was shown."},
    Field{"expires_at", &CancellationOffer::expires_at, "It cannot be accepted from then on."},
    Field{"decided_at", &CancellationOffer::decided_at, "When it was accepted or declined."},
  };
};

/// What the customer said on leaving. The free text may say who somebody is: it is sealed.
struct ExitSurvey {
  std::optional<CancellationReason> reason;
  std::optional<Personal<std::string>> feedback;
  std::optional<std::int64_t> would_recommend;
  bool operator==(const ExitSurvey&) const = default;
  static constexpr Fields fields{
    Field{"reason", &ExitSurvey::reason, "Why, of the configured options."},
    Field{"feedback", &ExitSurvey::feedback, "In the customer's own words."},
    Field{"would_recommend", &ExitSurvey::would_recommend, "0 (not at all) to 10 (surely)."},
  };

  bool empty() const { return !reason && !feedback && !would_recommend; }
};

/// The variant that a customer was given, and the numbers by which anybody can check it.
struct Assignment {
  std::string experiment;
  std::string variant;
  std::int64_t draw = 0;         ///< 0 … total - 1
  std::int64_t total_weight = 0; ///< of all variants
  bool operator==(const Assignment&) const = default;
  static constexpr Fields fields{
    Field{"experiment", &Assignment::experiment, "The experiment."},
    Field{"variant", &Assignment::variant, "The variant that it gave."},
    Field{
      "draw", &Assignment::draw,
      "The first 8 bytes of SHA-256(\"<experiment>:<customer>\"), big-endian, modulo totalWeight."},
    Field{"total_weight", &Assignment::total_weight, "The sum of the variants' weights."},
  };
};

struct Cancellation {
  CancellationId id;
  CustomerId customer;
  SubscriptionId subscription;
  CancellationStatus status = CancellationStatus::started;
  std::optional<CancellationOutcome> outcome;
  PinnedConfiguration configuration;
  std::optional<ProductId> product;
  std::optional<PriceId> price;
  std::optional<std::string> country;
  std::vector<std::string> eligible;
  std::optional<std::string> variant;
  std::optional<Assignment> assignment;
  std::vector<CancellationOffer> offers;
  std::optional<ExitSurvey> survey;
  std::optional<CancelWhen> effective;
  std::optional<Instant> ends_at;
  Instant last_step_at;
  std::optional<Instant> closed_at;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const Cancellation&) const = default;
  static constexpr Fields fields{
    Field{"id", &Cancellation::id, "The cancellation's id."},
    Field{"customer", &Cancellation::customer, "Who wants to leave."},
    Field{"subscription", &Cancellation::subscription, "What is to end."},
    Field{"status", &Cancellation::status, "Where the story stands."},
    Field{"outcome", &Cancellation::outcome, "How it ended, once it has."},
    Field{"configuration", &Cancellation::configuration, "The configuration that leads it."},
    Field{"product", &Cancellation::product, "The product of the subscription's first item."},
    Field{"price", &Cancellation::price, "The price of the subscription's first item."},
    Field{"country", &Cancellation::country, "The customer's country, as reports group by it."},
    Field{"eligible", &Cancellation::eligible, "Offers that the customer may have, in order."},
    Field{"variant", &Cancellation::variant, "The experiment's variant that the customer is in."},
    Field{"assignment", &Cancellation::assignment, "How the variant was drawn."},
    Field{"offers", &Cancellation::offers, "What was offered, in order."},
    Field{"survey", &Cancellation::survey, "What the customer said."},
    Field{"effective", &Cancellation::effective, "When the subscription ends: now or period_end."},
    Field{"ends_at", &Cancellation::ends_at, "The moment it ends."},
    Field{"last_step_at", &Cancellation::last_step_at, "When the customer last did something."},
    Field{"closed_at", &Cancellation::closed_at, "When the story ended."},
    Field{"created", &Cancellation::created, "When it began."},
    Field{"version", &Cancellation::version, "Stream version of its latest event."},
  };

  bool open() const {
    return status != CancellationStatus::confirmed && status != CancellationStatus::abandoned;
  }

  /// The offer that waits for an answer, if one does.
  const CancellationOffer* standing_offer() const {
    if (status != CancellationStatus::offered || offers.empty()) return nullptr;
    return &offers.back();
  }
};

/// A cancellation that nobody goes on with ends by itself after this time.
inline constexpr Millis cancellation_left_after = std::chrono::hours{24};

/// An offer that was accepted, remembered for ever: what is offered once is given once.
struct AcceptedOffer {
  std::string offer;
  CancellationId cancellation;
  Instant accepted_at;
  bool operator==(const AcceptedOffer&) const = default;
  static constexpr Fields fields{
    Field{"offer", &AcceptedOffer::offer, "The offer's id."},
    Field{"cancellation", &AcceptedOffer::cancellation, "The cancellation it was accepted in."},
    Field{"accepted_at", &AcceptedOffer::accepted_at, "When."},
  };
};

} // namespace portal
