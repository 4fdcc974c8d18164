#include "tests/events/golden_cancellations.hpp"

namespace portal::testing {
namespace {

Instant at(std::string_view text) { return *parse_instant(text); }

const CancellationId can{"can_1"};
const SubscriptionId sub{"sub_1"};

RetentionOffer terms() {
  RetentionOffer offer;
  offer.id = "half";
  offer.type = OfferType::discount;
  offer.message = "Stay!";
  offer.percent_off = *Decimal::parse("12.5");
  offer.duration_months = 3;
  offer.expires_after_hours = 48;
  return offer;
}

CancellationOffer offer() {
  return {
    "half",
    OfferStatus::declined,
    terms(),
    at("2026-03-01T12:00:00Z"),
    at("2026-03-03T12:00:00Z"),
    at("2026-03-01T12:01:00Z")};
}

ExitSurvey survey() {
  return {CancellationReason::unused, Personal<std::string>{std::string{"Größer than I need"}}, 7};
}

Cancellation whole() {
  Cancellation made;
  made.id = can;
  made.customer = CustomerId{"cus_1"};
  made.subscription = sub;
  made.status = CancellationStatus::confirmed;
  made.outcome = CancellationOutcome::canceled;
  made.configuration = {ConfigurationId{"pc_1"}, 3};
  made.product = ProductId{"prod_1"};
  made.price = PriceId{"price_1"};
  made.country = "DE";
  made.eligible = {"half"};
  made.variant = "half";
  made.assignment = Assignment{"exp_1", "half", 61, 100};
  made.offers = {offer()};
  made.survey = survey();
  made.effective = CancelWhen::period_end;
  made.ends_at = at("2026-03-31T12:00:00Z");
  made.last_step_at = at("2026-03-01T12:02:00Z");
  made.closed_at = at("2026-03-01T12:02:00Z");
  made.created = at("2026-03-01T12:00:00Z");
  made.version = 7;
  return made;
}

} // namespace

std::vector<CancellationEvent> cancellation_samples() {
  return {
    CancellationStarted{whole()},
    CancellationOfferShown{can, offer()},
    CancellationReady{can},
    CancellationOfferDeclined{can, "half", at("2026-03-01T12:01:00Z")},
    CancellationOfferAccepted{can, sub, "half", OfferType::discount, at("2026-03-01T12:01:00Z")},
    CancellationConfirmed{
      can, sub, survey(), CancelWhen::period_end, at("2026-03-31T12:00:00Z"),
      at("2026-03-01T12:02:00Z")},
    CancellationAbandoned{can, CancellationOutcome::left_open, at("2026-03-02T12:00:00Z")},
  };
}

} // namespace portal::testing
