#pragma once

// Cards that expire soon. The clock notes it once for each card; whoever is to be told, by a mail or a
// webhook, follows from that event.

#include <chrono>
#include <optional>
#include <variant>
#include <vector>

#include "events/customer_area.hpp"
#include "events/payment_methods_object.hpp"

namespace portal {

/// How long before a card expires that is noted.
inline constexpr Millis card_expiry_notice = std::chrono::hours{24 * 14};

struct PaymentMethodExpiring {
  PaymentMethodId id;
  CustomerId customer;
  Instant expires_at;
  bool operator==(const PaymentMethodExpiring&) const = default;
  static constexpr std::string_view type = "payment_method.expiring.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentMethodExpiring::id, "The payment method."},
    Field{"customer", &PaymentMethodExpiring::customer, "Whose it is."},
    Field{
      "expires_at", &PaymentMethodExpiring::expires_at,
      "When the card's last month is over, in UTC."},
  };
};

using CardExpiryEvent = std::variant<PaymentMethodExpiring>;

void evolve(CustomerState&, const PaymentMethodExpiring&, const EventMeta&);

std::vector<Subject> touched(const PaymentMethodExpiring&);

/// The first moment after the card's last month; nothing for a card without a month that is one.
std::optional<Instant> expiry_of(const Card& card);

/// When next a card is to be noted as expiring soon: one that is attached late, at once.
std::optional<Instant> cards_due(const CustomerState& state);

/// Notes the one that is due first.
CustomerDecision do_cards_due(const CustomerState& state, const Context& context);

} // namespace portal
