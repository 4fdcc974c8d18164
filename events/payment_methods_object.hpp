#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/codec.hpp"
#include "events/ids.hpp"
#include "events/personal.hpp"
#include "events/time.hpp"

namespace portal {

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

/// `ready`: can be charged. `processing`: its gateway is being asked. `requires_action`: the bank asks
/// its holder. `failed`: the gateway did not take it.
enum class PaymentMethodStatus { ready, requires_action, processing, failed };

constexpr auto names_of(PaymentMethodStatus) {
  return std::to_array<std::string_view>({"ready", "requires_action", "processing", "failed"});
}

/// Why a gateway did not take a method.
struct SetupFailure {
  std::string code;
  std::string message;
  bool operator==(const SetupFailure&) const = default;
  static constexpr Fields fields{
    Field{"code", &SetupFailure::code, "The gateway's code."},
    Field{"message", &SetupFailure::message, "The same in words."},
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
  PaymentMethodStatus status = PaymentMethodStatus::ready;
  std::optional<SetupFailure> failure;
  std::optional<Personal<std::string>> next_action_url;
  std::optional<std::string> setup_reference;
  std::optional<std::string> gateway_customer;
  std::optional<bool> wants_default;
  std::optional<Instant> expiry_noted_at;
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
    Field{"status", &PaymentMethod::status, "Can it be charged?", Presence::defaulted},
    Field{"failure", &PaymentMethod::failure, "Why the gateway did not take it."},
    Field{
      "next_action_url", &PaymentMethod::next_action_url,
      "Where its holder answers what the bank asks (personal)."},
    Field{"setup_reference", &PaymentMethod::setup_reference, "The gateway's name for its set-up."},
    Field{
      "gateway_customer", &PaymentMethod::gateway_customer, "The gateway's name for its owner."},
    Field{"wants_default", &PaymentMethod::wants_default, "Is it to be the default once ready?"},
    Field{
      "expiry_noted_at", &PaymentMethod::expiry_noted_at,
      "When it was noted that the card expires soon: 14 days before it does."},
  };
};

} // namespace portal
