#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/customer_area.hpp"

namespace portal {

// -- objects ------------------------------------------------------------------------------------------

enum class PaymentMethodType { card };

constexpr auto names_of(PaymentMethodType) { return std::to_array<std::string_view>({"card"}); }

/// What may be shown of a card. The number itself is never kept.
struct Card {
  std::string brand;
  std::string last4;
  std::int64_t exp_month = 0;
  std::int64_t exp_year = 0;
  std::string fingerprint;
  bool operator==(const Card&) const = default;
  static constexpr Fields fields{
    Field{"brand", &Card::brand, "The card's network, such as visa."},
    Field{"last4", &Card::last4, "The last four digits."},
    Field{"exp_month", &Card::exp_month, "The month it expires in, 1 to 12."},
    Field{"exp_year", &Card::exp_year, "The year it expires in, four digits."},
    Field{"fingerprint", &Card::fingerprint, "The same for the same number, whoever attaches it."},
  };
};

/// Something the customer can be charged by.
struct PaymentMethod {
  PaymentMethodId id;
  std::optional<CustomerId> customer; ///< gone once detached
  PaymentMethodType type = PaymentMethodType::card;
  std::optional<Card> card;
  bool is_default = false;
  std::string gateway;           ///< `sandbox`
  std::string gateway_reference; ///< the gateway's own name for it: `pm_card_visa`
  Metadata metadata;
  Instant created;
  std::optional<Instant> detached_at;
  std::int64_t version = 0;
  bool operator==(const PaymentMethod&) const = default;
  static constexpr Fields fields{
    Field{"id", &PaymentMethod::id, "The payment method's id."},
    Field{"customer", &PaymentMethod::customer, "Whose it is; absent once detached."},
    Field{"type", &PaymentMethod::type, "What kind it is."},
    Field{"card", &PaymentMethod::card, "The card, for type card."},
    Field{"is_default", &PaymentMethod::is_default, "Is it charged when nothing else is named?"},
    Field{"gateway", &PaymentMethod::gateway, "Who moves the money."},
    Field{"gateway_reference", &PaymentMethod::gateway_reference, "The gateway's name for it."},
    Field{"metadata", &PaymentMethod::metadata, "The caller's own notes."},
    Field{"created", &PaymentMethod::created, "When it was attached."},
    Field{"detached_at", &PaymentMethod::detached_at, "When it was detached."},
    Field{"version", &PaymentMethod::version, "Stream version of its latest event."},
  };
};

// -- what may be asked for ----------------------------------------------------------------------------

/// A card as its holder types it. Lives in the command alone.
struct CardDetails {
  std::string number;
  std::int64_t exp_month = 0;
  std::int64_t exp_year = 0;
  std::optional<std::string> cvc;
  static constexpr Fields fields{
    Field{"number", &CardDetails::number, "The card's number; spaces and dashes are ignored."},
    Field{"exp_month", &CardDetails::exp_month, "The month it expires in, 1 to 12."},
    Field{"exp_year", &CardDetails::exp_year, "The year it expires in, four digits."},
    Field{"cvc", &CardDetails::cvc, "The security code, 3 or 4 digits."},
  };
};

struct AttachPaymentMethod {
  std::optional<PaymentMethodId> id;
  std::optional<std::string> token;
  std::optional<CardDetails> card;
  std::optional<bool> set_as_default;
  Metadata metadata;
  static constexpr std::string_view type = "payment_method.attach";
  static constexpr Fields fields{
    Field{"id", &AttachPaymentMethod::id, "An id of the caller's choice."},
    Field{"token", &AttachPaymentMethod::token, "A test card's token such as pm_card_visa."},
    Field{"card", &AttachPaymentMethod::card, "Card fields, instead of a token."},
    Field{
      "set_as_default", &AttachPaymentMethod::set_as_default,
      "Make it the default; the first one always becomes it."},
    Field{"metadata", &AttachPaymentMethod::metadata, "The caller's own notes."},
  };
};

struct DetachPaymentMethod {
  PaymentMethodId id;
  static constexpr std::string_view type = "payment_method.detach";
  static constexpr Fields fields{
    Field{"id", &DetachPaymentMethod::id, "The payment method to take away."},
  };
};

struct SetDefaultPaymentMethod {
  PaymentMethodId id;
  static constexpr std::string_view type = "payment_method.set_default";
  static constexpr Fields fields{
    Field{"id", &SetDefaultPaymentMethod::id, "The payment method to charge from now on."},
  };
};

using PaymentMethodCommand =
  std::variant<AttachPaymentMethod, DetachPaymentMethod, SetDefaultPaymentMethod>;

// -- what has happened --------------------------------------------------------------------------------

struct PaymentMethodAttached {
  PaymentMethodId id;
  CustomerId customer;
  PaymentMethodType method_type = PaymentMethodType::card;
  std::optional<Card> card;
  std::string gateway;
  std::string gateway_reference;
  Metadata metadata;
  bool operator==(const PaymentMethodAttached&) const = default;
  static constexpr std::string_view type = "payment_method.attached.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentMethodAttached::id, "The payment method."},
    Field{"customer", &PaymentMethodAttached::customer, "Whose it is."},
    Field{"method_type", &PaymentMethodAttached::method_type, "What kind it is."},
    Field{"card", &PaymentMethodAttached::card, "What may be shown of the card."},
    Field{"gateway", &PaymentMethodAttached::gateway, "Who moves the money."},
    Field{
      "gateway_reference", &PaymentMethodAttached::gateway_reference, "The gateway's name for it."},
    Field{"metadata", &PaymentMethodAttached::metadata, "The caller's own notes."},
  };
};

struct PaymentMethodDetached {
  PaymentMethodId id;
  CustomerId customer;
  bool operator==(const PaymentMethodDetached&) const = default;
  static constexpr std::string_view type = "payment_method.detached.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentMethodDetached::id, "The payment method."},
    Field{"customer", &PaymentMethodDetached::customer, "Whose it was."},
  };
};

/// The customer's default moved from `previous` (if any) to `payment_method` (if any).
struct DefaultPaymentMethodChanged {
  CustomerId customer;
  std::optional<PaymentMethodId> payment_method;
  std::optional<PaymentMethodId> previous;
  bool operator==(const DefaultPaymentMethodChanged&) const = default;
  static constexpr std::string_view type = "customer.default_payment_method_changed.v1";
  static constexpr Fields fields{
    Field{"customer", &DefaultPaymentMethodChanged::customer, "The customer."},
    Field{
      "payment_method", &DefaultPaymentMethodChanged::payment_method, "The default from now on."},
    Field{"previous", &DefaultPaymentMethodChanged::previous, "The default until now."},
  };
};

using PaymentMethodEvent =
  std::variant<PaymentMethodAttached, PaymentMethodDetached, DefaultPaymentMethodChanged>;

// -- rules --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const AttachPaymentMethod&, const Context&);
CustomerDecision decide(const CustomerState&, const DetachPaymentMethod&, const Context&);
CustomerDecision decide(const CustomerState&, const SetDefaultPaymentMethod&, const Context&);

void evolve(CustomerState&, const PaymentMethodAttached&, const EventMeta&);
void evolve(CustomerState&, const PaymentMethodDetached&, const EventMeta&);
void evolve(CustomerState&, const DefaultPaymentMethodChanged&, const EventMeta&);

std::vector<Subject> touched(const PaymentMethodAttached&);
std::vector<Subject> touched(const PaymentMethodDetached&);
std::vector<Subject> touched(const DefaultPaymentMethodChanged&);

std::string render(const CustomerState&, const PaymentMethod&, Instant now);

/// The attached method of that id, or nothing.
const PaymentMethod* find_payment_method(const CustomerState& state, const PaymentMethodId& id);

/// The customer's default method, or nothing.
const PaymentMethod* default_payment_method(const CustomerState& state);

} // namespace portal
