#include "events/sandbox.hpp"

#include <algorithm>
#include <array>

namespace portal {
namespace {

constexpr std::string_view declined = "The card was declined.";
constexpr std::string_view expired = "The card has expired.";
constexpr std::string_view bad_cvc = "The card's security code is incorrect.";
constexpr std::string_view no_money = "The card has insufficient funds.";
constexpr std::string_view processing =
  "An error occurred while the card was processed. Try again.";

// Stripe's test cards. A card that declines at attach declines later charges in the same way.
constexpr auto cards = std::to_array<SandboxCard>({
  {"pm_card_visa", "4242424242424242", "visa", {}, {}, {}, {}},
  {"pm_card_visa_debit", "4000056655665556", "visa", {}, {}, {}, {}},
  {"pm_card_mastercard", "5555555555554444", "mastercard", {}, {}, {}, {}},
  {"pm_card_mastercard_debit", "5200828282828210", "mastercard", {}, {}, {}, {}},
  {"pm_card_amex", "378282246310005", "amex", {}, {}, {}, {}},
  {"pm_card_discover", "6011111111111117", "discover", {}, {}, {}, {}},
  {"pm_card_diners", "3056930009020004", "diners", {}, {}, {}, {}},
  {"pm_card_jcb", "3566002020360505", "jcb", {}, {}, {}, {}},
  {"pm_card_unionpay", "6200000000000005", "unionpay", {}, {}, {}, {}},
  {"pm_card_visa_chargeDeclined", "4000000000000002", "visa", {}, {}, "generic_decline", declined},
  {"pm_card_visa_chargeDeclinedInsufficientFunds",
   "4000000000009995",
   "visa",
   {},
   {},
   "insufficient_funds",
   no_money},
  {"pm_card_visa_chargeDeclinedLostCard",
   "4000000000009987",
   "visa",
   {},
   {},
   "lost_card",
   declined},
  {"pm_card_visa_chargeDeclinedStolenCard",
   "4000000000009979",
   "visa",
   {},
   {},
   "stolen_card",
   declined},
  {"pm_card_chargeDeclinedExpiredCard", "4000000000000069", "visa", "expired_card", expired,
   "expired_card", expired},
  {"pm_card_chargeDeclinedIncorrectCvc", "4000000000000127", "visa", "incorrect_cvc", bad_cvc,
   "incorrect_cvc", bad_cvc},
  {"pm_card_chargeDeclinedProcessingError", "4000000000000119", "visa", "processing_error",
   processing, "processing_error", processing},
  {"pm_card_visa_chargeDeclinedVelocityLimitExceeded",
   "4000000000006975",
   "visa",
   {},
   {},
   "card_velocity_exceeded",
   "The card has been charged too often, or for too much."},
  {"pm_card_chargeCustomerFail", "4000000000000341", "visa", {}, {}, "generic_decline", declined},
  {"pm_card_authenticationRequiredOnSetup",
   "4000002500003155",
   "visa",
   {},
   {},
   {},
   {},
   false,
   true},
  {"pm_card_authenticationRequired", "4000002760003184", "visa", {}, {}, {}, {}, true, false},
});

/// Other names under which users know some of the tokens.
struct Alias {
  std::string_view alias;
  std::string_view token;
};

constexpr auto aliases = std::to_array<Alias>({
  {"pm_card_chargeDeclined", "pm_card_visa_chargeDeclined"},
  {"pm_card_chargeDeclinedInsufficientFunds", "pm_card_visa_chargeDeclinedInsufficientFunds"},
  {"pm_card_chargeDeclinedLostCard", "pm_card_visa_chargeDeclinedLostCard"},
  {"pm_card_chargeDeclinedStolenCard", "pm_card_visa_chargeDeclinedStolenCard"},
  {"pm_card_chargeDeclinedVelocityLimitExceeded",
   "pm_card_visa_chargeDeclinedVelocityLimitExceeded"},
  {"pm_card_visa_chargeDeclinedExpiredCard", "pm_card_chargeDeclinedExpiredCard"},
  {"pm_card_visa_chargeDeclinedIncorrectCvc", "pm_card_chargeDeclinedIncorrectCvc"},
  {"pm_card_visa_chargeDeclinedProcessingError", "pm_card_chargeDeclinedProcessingError"},
  {"pm_card_visa_chargeCustomerFail", "pm_card_chargeCustomerFail"},
});

} // namespace

const SandboxCard* sandbox_card_by_token(std::string_view token) {
  const auto* alias = std::find_if(aliases.begin(), aliases.end(), [&](const Alias& one) {
    return one.alias == token;
  });
  const std::string_view wanted = alias == aliases.end() ? token : alias->token;
  const auto* card = std::find_if(cards.begin(), cards.end(), [&](const SandboxCard& one) {
    return one.token == wanted;
  });
  return card == cards.end() ? nullptr : card;
}

const SandboxCard* sandbox_card_by_number(std::string_view digits) {
  const auto* card = std::find_if(cards.begin(), cards.end(), [&](const SandboxCard& one) {
    return one.number == digits;
  });
  return card == cards.end() ? nullptr : card;
}

bool passes_luhn(std::string_view digits) {
  if (digits.empty()) return false;
  int sum = 0;
  bool twice = false;
  for (auto place = digits.rbegin(); place != digits.rend(); ++place) {
    if (*place < '0' || *place > '9') return false;
    int value = *place - '0';
    if (twice) value = value > 4 ? value * 2 - 9 : value * 2;
    sum += value;
    twice = !twice;
  }
  return sum % 10 == 0;
}

Charge sandbox_charge(std::string_view reference, bool authenticated) {
  const SandboxCard* card = sandbox_card_by_token(reference);
  if (card == nullptr) {
    return {
      ChargeOutcome::failed, "payment_method_unknown", "The sandbox does not know this card."};
  }
  if (!card->charge_code.empty()) {
    return {
      ChargeOutcome::failed, std::string{card->charge_code}, std::string{card->charge_message}};
  }
  if ((card->asks_on_charge || card->asks_on_setup) && !authenticated) {
    return {
      ChargeOutcome::requires_action, "authentication_required",
      "The bank asks the cardholder to authenticate."};
  }
  return {};
}

} // namespace portal
