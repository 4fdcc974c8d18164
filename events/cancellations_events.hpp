#pragma once

#include <variant>

#include "events/cancellations_object.hpp"

namespace portal {

struct CancellationStarted {
  Cancellation cancellation;
  bool operator==(const CancellationStarted&) const = default;
  static constexpr std::string_view type = "cancellation.started.v1";
  static constexpr Fields fields{
    Field{"cancellation", &CancellationStarted::cancellation, "The cancellation as it began."},
  };
};

struct CancellationOfferShown {
  CancellationId id;
  CancellationOffer offer;
  bool operator==(const CancellationOfferShown&) const = default;
  static constexpr std::string_view type = "cancellation.offer_shown.v1";
  static constexpr Fields fields{
    Field{"id", &CancellationOfferShown::id, "The cancellation."},
    Field{"offer", &CancellationOfferShown::offer, "The offer and its terms."},
  };
};

/// Nothing (more) is offered: the customer may confirm.
struct CancellationReady {
  CancellationId id;
  bool operator==(const CancellationReady&) const = default;
  static constexpr std::string_view type = "cancellation.ready.v1";
  static constexpr Fields fields{
    Field{"id", &CancellationReady::id, "The cancellation."},
  };
};

struct CancellationOfferDeclined {
  CancellationId id;
  std::string offer;
  Instant declined_at;
  bool operator==(const CancellationOfferDeclined&) const = default;
  static constexpr std::string_view type = "cancellation.offer_declined.v1";
  static constexpr Fields fields{
    Field{"id", &CancellationOfferDeclined::id, "The cancellation."},
    Field{"offer", &CancellationOfferDeclined::offer, "The offer."},
    Field{"declined_at", &CancellationOfferDeclined::declined_at, "When."},
  };
};

/// The customer stays. What the offer gives stands in the events beside this one, in the same decision.
struct CancellationOfferAccepted {
  CancellationId id;
  SubscriptionId subscription;
  std::string offer;
  OfferType offer_type = OfferType::discount;
  Instant accepted_at;
  bool operator==(const CancellationOfferAccepted&) const = default;
  static constexpr std::string_view type = "cancellation.offer_accepted.v1";
  static constexpr Fields fields{
    Field{"id", &CancellationOfferAccepted::id, "The cancellation."},
    Field{"subscription", &CancellationOfferAccepted::subscription, "What goes on."},
    Field{"offer", &CancellationOfferAccepted::offer, "The offer."},
    Field{"offer_type", &CancellationOfferAccepted::offer_type, "What it gives."},
    Field{"accepted_at", &CancellationOfferAccepted::accepted_at, "When."},
  };
};

struct CancellationConfirmed {
  CancellationId id;
  SubscriptionId subscription;
  std::optional<ExitSurvey> survey;
  CancelWhen effective = CancelWhen::period_end;
  Instant ends_at;
  Instant confirmed_at;
  bool operator==(const CancellationConfirmed&) const = default;
  static constexpr std::string_view type = "cancellation.confirmed.v1";
  static constexpr Fields fields{
    Field{"id", &CancellationConfirmed::id, "The cancellation."},
    Field{"subscription", &CancellationConfirmed::subscription, "What ends."},
    Field{"survey", &CancellationConfirmed::survey, "What the customer said."},
    Field{"effective", &CancellationConfirmed::effective, "Now, or with the period."},
    Field{"ends_at", &CancellationConfirmed::ends_at, "The moment the subscription ends."},
    Field{"confirmed_at", &CancellationConfirmed::confirmed_at, "When it was confirmed."},
  };
};

struct CancellationAbandoned {
  CancellationId id;
  CancellationOutcome outcome = CancellationOutcome::abandoned;
  Instant abandoned_at;
  bool operator==(const CancellationAbandoned&) const = default;
  static constexpr std::string_view type = "cancellation.abandoned.v1";
  static constexpr Fields fields{
    Field{"id", &CancellationAbandoned::id, "The cancellation."},
    Field{"outcome", &CancellationAbandoned::outcome, "How the story ended."},
    Field{"abandoned_at", &CancellationAbandoned::abandoned_at, "When."},
  };
};

using CancellationEvent = std::variant<
  CancellationStarted, CancellationOfferShown, CancellationReady, CancellationOfferDeclined,
  CancellationOfferAccepted, CancellationConfirmed, CancellationAbandoned>;

} // namespace portal
