#pragma once

// Canceling with a story: eligible offer → accept or decline → survey → confirm. An offer that is
// accepted is applied, and marked as used, in one decision. Confirming is possible at every step:
// nobody has to answer an offer to be let go.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/cancellations_events.hpp"
#include "events/customer_area.hpp"

namespace portal {

struct StartCancellation {
  std::optional<CancellationId> id;
  SubscriptionId subscription;
  std::optional<CancellationReason> reason;
  std::optional<Personal<std::string>> feedback;
  static constexpr std::string_view type = "cancellation.start";
  static constexpr Fields fields{
    Field{"id", &StartCancellation::id, "An id of the caller's choice."},
    Field{"subscription", &StartCancellation::subscription, "The subscription to end."},
    Field{
      "reason", &StartCancellation::reason,
      "Why, where it is known already: offers may depend on it."},
    Field{"feedback", &StartCancellation::feedback, "In the customer's own words, up to 2,000."},
  };
};

/// Asks what accepting the standing offer would come to. Leads to no event.
struct PreviewOffer {
  CancellationId id;
  static constexpr std::string_view type = "cancellation.preview";
  static constexpr Fields fields{
    Field{"id", &PreviewOffer::id, "The cancellation whose standing offer it is."},
  };
};

struct AcceptOffer {
  CancellationId id;
  std::optional<std::string> offer;
  std::optional<std::int64_t> amount{};
  static constexpr std::string_view type = "cancellation.accept";
  static constexpr Fields fields{
    Field{"id", &AcceptOffer::id, "The cancellation."},
    Field{"offer", &AcceptOffer::offer, "The offer that the customer saw; the standing one."},
    Field{
      "amount", &AcceptOffer::amount,
      "What the preview said is due now, in minor units: refused (quote_stale) when it is "
      "another."},
  };
};

struct DeclineOffer {
  CancellationId id;
  std::optional<std::string> offer;
  static constexpr std::string_view type = "cancellation.decline";
  static constexpr Fields fields{
    Field{"id", &DeclineOffer::id, "The cancellation."},
    Field{"offer", &DeclineOffer::offer, "The offer that the customer saw; the standing one."},
  };
};

struct ConfirmCancellation {
  CancellationId id;
  std::optional<CancellationReason> reason;
  std::optional<Personal<std::string>> feedback;
  std::optional<std::int64_t> would_recommend;
  std::optional<CancelWhen> effective;
  static constexpr std::string_view type = "cancellation.confirm";
  static constexpr Fields fields{
    Field{"id", &ConfirmCancellation::id, "The cancellation."},
    Field{"reason", &ConfirmCancellation::reason, "Why, of the configured options."},
    Field{"feedback", &ConfirmCancellation::feedback, "In the customer's own words, up to 2,000."},
    Field{"would_recommend", &ConfirmCancellation::would_recommend, "0 to 10."},
    Field{
      "effective", &ConfirmCancellation::effective,
      "now or period_end; what the configuration says when left out."},
  };
};

struct AbandonCancellation {
  CancellationId id;
  static constexpr std::string_view type = "cancellation.abandon";
  static constexpr Fields fields{
    Field{"id", &AbandonCancellation::id, "The cancellation: the customer stays."},
  };
};

using CancellationCommand = std::variant<
  StartCancellation, PreviewOffer, AcceptOffer, DeclineOffer, ConfirmCancellation,
  AbandonCancellation>;

CustomerDecision decide(const CustomerState&, const StartCancellation&, const Context&);
/// Its subject is {"offer_preview", JSON of an OfferPreview} (offer_preview.hpp).
CustomerDecision decide(const CustomerState&, const PreviewOffer&, const Context&);
CustomerDecision decide(const CustomerState&, const AcceptOffer&, const Context&);
CustomerDecision decide(const CustomerState&, const DeclineOffer&, const Context&);
CustomerDecision decide(const CustomerState&, const ConfirmCancellation&, const Context&);
CustomerDecision decide(const CustomerState&, const AbandonCancellation&, const Context&);

void evolve(CustomerState&, const CancellationStarted&, const EventMeta&);
void evolve(CustomerState&, const CancellationOfferShown&, const EventMeta&);
void evolve(CustomerState&, const CancellationReady&, const EventMeta&);
void evolve(CustomerState&, const CancellationOfferDeclined&, const EventMeta&);
void evolve(CustomerState&, const CancellationOfferAccepted&, const EventMeta&);
void evolve(CustomerState&, const CancellationConfirmed&, const EventMeta&);
void evolve(CustomerState&, const CancellationAbandoned&, const EventMeta&);

std::vector<Subject> touched(const CancellationStarted&);
std::vector<Subject> touched(const CancellationOfferShown&);
std::vector<Subject> touched(const CancellationReady&);
std::vector<Subject> touched(const CancellationOfferDeclined&);
std::vector<Subject> touched(const CancellationOfferAccepted&);
std::vector<Subject> touched(const CancellationConfirmed&);
std::vector<Subject> touched(const CancellationAbandoned&);

std::string render(const CustomerState&, const Cancellation&, Instant now);

/// When a cancellation that nobody goes on with is to be closed next.
std::optional<Instant> cancellations_due(const CustomerState& state);

/// Closes the one that is due first.
CustomerDecision do_cancellations_due(const CustomerState& state, const Context& context);

} // namespace portal
