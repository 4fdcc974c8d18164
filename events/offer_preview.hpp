#pragma once

// What a standing retention offer would cost and bring, worked out by the code that gives it. Nothing
// happens.

#include <optional>
#include <string>
#include <vector>

#include "events/cancellations.hpp"
#include "events/customer_area.hpp"
#include "events/quotes_object.hpp"
#include "events/subscriptions_object.hpp"

namespace portal {

// -- object -------------------------------------------------------------------------------------------

/// An offer as if it were accepted now.
struct OfferPreview {
  CancellationId cancellation;
  CustomerId customer;
  SubscriptionId subscription;
  std::string offer;
  OfferType type = OfferType::discount;
  Currency currency;
  EffectiveWhen effective = EffectiveWhen::now;
  std::vector<SubscriptionItem> items;
  DueNow due_now;
  std::vector<InvoiceLine> lines;
  std::optional<NextInvoice> next_invoice;
  std::optional<NextInvoice> otherwise;
  std::optional<Instant> until;
  static constexpr Fields fields{
    Field{"cancellation", &OfferPreview::cancellation, "The cancellation."},
    Field{"customer", &OfferPreview::customer, "Who may have it."},
    Field{"subscription", &OfferPreview::subscription, "The subscription that would go on."},
    Field{"offer", &OfferPreview::offer, "The offer's id in the configuration."},
    Field{"type", &OfferPreview::type, "What is offered."},
    Field{"currency", &OfferPreview::currency, "The currency of its amounts."},
    Field{"effective", &OfferPreview::effective, "When the plan would change."},
    Field{"items", &OfferPreview::items, "What the subscription would be for."},
    Field{"due_now", &OfferPreview::due_now, "What would be charged at once."},
    Field{"lines", &OfferPreview::lines, "The lines of a change of plan."},
    Field{"next_invoice", &OfferPreview::next_invoice, "The invoice after that, with the offer."},
    Field{"otherwise", &OfferPreview::otherwise, "The next invoice, if all stayed as it is."},
    Field{"until", &OfferPreview::until, "How long the discount or the pause would last."},
  };
};

// -- rules --------------------------------------------------------------------------------------------

/// Refused: offer_not_shown, offer_expired, offer_not_available.
Result<OfferPreview> preview_offer(
  const CustomerState& state, const CancellationId& cancellation, const Context& context
);

/// Refused (quote_stale) when accepting would cost another amount than is asked for, if one is.
std::optional<Refusal>
costs_otherwise(const CustomerState& state, const AcceptOffer& ask, const Context& context);

} // namespace portal
