#pragma once

// The built-in gateway's test cards, as Stripe's users know them: what attaching one gives, and what
// charging it gives. Pure: the same card always answers the same.

#include <optional>
#include <string>
#include <string_view>

#include "events/codec.hpp"
#include "events/refusal.hpp"

namespace portal {

/// A test card of the sandbox. `token` names it for ever and is all that is kept of its number.
struct SandboxCard {
  std::string_view token;  ///< `pm_card_visa`
  std::string_view number; ///< never stored
  std::string_view brand;
  std::string_view attach_code; ///< why attaching fails; empty when it attaches
  std::string_view attach_message;
  std::string_view charge_code; ///< why charging fails; empty when it succeeds
  std::string_view charge_message;
  bool asks_on_charge = false; ///< every charge asks the customer to authenticate
  bool asks_on_setup = false;  ///< only a charge before the card has been authenticated asks
};

/// The card of that token (`pm_card_visa`), or nothing.
const SandboxCard* sandbox_card_by_token(std::string_view token);

/// The card of that number (digits only), or nothing.
const SandboxCard* sandbox_card_by_number(std::string_view digits);

/// True when the digits pass the Luhn check that all real and test numbers pass.
bool passes_luhn(std::string_view digits);

enum class ChargeOutcome { succeeded, failed, requires_action };

constexpr auto names_of(ChargeOutcome) {
  return std::to_array<std::string_view>({"succeeded", "failed", "requires_action"});
}

/// What a charge gives: when failed, why, in Stripe's decline codes.
struct Charge {
  ChargeOutcome outcome = ChargeOutcome::succeeded;
  std::string code;
  std::string message;
  std::optional<Personal<std::string>> next_action_url = {}; ///< where the bank's question is asked
};

/// The gateway whose answers are part of the decision.
inline constexpr std::string_view sandbox_name = "sandbox";

/// What charging a stored method gives. `reference` is PaymentMethod::gateway_reference;
/// `authenticated`: the customer has authenticated this payment (or, for cards that ask only at
/// set-up, any payment) already.
Charge sandbox_charge(std::string_view reference, bool authenticated);

} // namespace portal
