// How events change cancellations, and how the API shows them.

#include "events/billing_objects.hpp"
#include "events/customer.hpp"

namespace portal {
namespace {

std::vector<Subject> story(const CancellationId& id) { return {{"cancellation", id.text()}}; }

void answer(Cancellation& it, const std::string& offer, OfferStatus status, Instant when) {
  for (CancellationOffer& one : it.offers) {
    if (one.offer != offer) continue;
    one.status = status;
    one.decided_at = when;
  }
  it.last_step_at = when;
}

void close(Cancellation& it, CancellationOutcome outcome, Instant when) {
  it.outcome = outcome;
  it.closed_at = when;
  it.status = outcome == CancellationOutcome::canceled ? CancellationStatus::confirmed
                                                       : CancellationStatus::abandoned;
}

} // namespace

void evolve(CustomerState& state, const CancellationStarted& event, const EventMeta& meta) {
  Cancellation& made = state.cancellations[event.cancellation.id];
  made = event.cancellation;
  made.version = static_cast<std::int64_t>(meta.version);
}

void evolve(CustomerState& state, const CancellationOfferShown& event, const EventMeta& meta) {
  change(state.cancellations, event.id, meta, [&](Cancellation& it) {
    it.status = CancellationStatus::offered;
    it.offers.push_back(event.offer);
    it.last_step_at = event.offer.shown_at;
  });
}

void evolve(CustomerState& state, const CancellationReady& event, const EventMeta& meta) {
  change(state.cancellations, event.id, meta, [](Cancellation& it) {
    it.status = CancellationStatus::ready;
  });
}

void evolve(CustomerState& state, const CancellationOfferDeclined& event, const EventMeta& meta) {
  change(state.cancellations, event.id, meta, [&](Cancellation& it) {
    answer(it, event.offer, OfferStatus::declined, event.declined_at);
  });
}

void evolve(CustomerState& state, const CancellationOfferAccepted& event, const EventMeta& meta) {
  state.accepted_offers.push_back({event.offer, event.id, event.accepted_at});
  change(state.cancellations, event.id, meta, [&](Cancellation& it) {
    answer(it, event.offer, OfferStatus::accepted, event.accepted_at);
    close(it, CancellationOutcome::retained, event.accepted_at);
  });
}

void evolve(CustomerState& state, const CancellationConfirmed& event, const EventMeta& meta) {
  change(state.cancellations, event.id, meta, [&](Cancellation& it) {
    if (event.survey) it.survey = event.survey;
    it.effective = event.effective;
    it.ends_at = event.ends_at;
    it.last_step_at = event.confirmed_at;
    close(it, CancellationOutcome::canceled, event.confirmed_at);
  });
}

void evolve(CustomerState& state, const CancellationAbandoned& event, const EventMeta& meta) {
  change(state.cancellations, event.id, meta, [&](Cancellation& it) {
    close(it, event.outcome, event.abandoned_at);
  });
}

std::vector<Subject> touched(const CancellationStarted& event) {
  return story(event.cancellation.id);
}

std::vector<Subject> touched(const CancellationOfferShown& event) { return story(event.id); }

std::vector<Subject> touched(const CancellationReady& event) { return story(event.id); }

std::vector<Subject> touched(const CancellationOfferDeclined& event) { return story(event.id); }

std::vector<Subject> touched(const CancellationOfferAccepted& event) { return story(event.id); }

std::vector<Subject> touched(const CancellationConfirmed& event) { return story(event.id); }

std::vector<Subject> touched(const CancellationAbandoned& event) { return story(event.id); }

std::string render(const CustomerState& /*state*/, const Cancellation& it, Instant now) {
  Cancellation shown = it;
  for (CancellationOffer& offer : shown.offers) {
    const bool waits = offer.status == OfferStatus::shown;
    if (waits && offer.expires_at && *offer.expires_at <= now) offer.status = OfferStatus::expired;
  }
  return write_object("cancellation", shown);
}

} // namespace portal
