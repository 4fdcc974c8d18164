#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "effects/outbound.hpp"
#include "events/payment_methods.hpp"

namespace portal {

/// A form body: `customer=cus_1&metadata%5Border%5D=7`.
class Form {
 public:
  Form& add(std::string_view name, std::string_view value);
  Form& add(std::string_view name, std::int64_t value);

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// Percent-encodes everything but letters, digits and `-._~`.
std::string form_encoded(std::string_view text);

/// How the other side stands to something it was asked.
enum class Heard {
  yes,     ///< it did, or told, what was asked
  no,      ///< it refused for good; nothing was done
  unknown, ///< no answer, or one that says nothing: ask again
};

/// A gateway's "no" in its own words.
struct GatewayError {
  std::string code;
  std::string message;
};

/// A PaymentIntent or SetupIntent as an answer shows it.
struct Intent {
  std::string id;
  std::string
    status; ///< requires_confirmation, requires_action, processing, succeeded, canceled, …
  std::optional<GatewayError> error; ///< of its last attempt
  std::string next_action_url;
  std::string payment_method;
  std::optional<Card> card; ///< of its payment method, where the answer shows it
};

struct IntentAnswer {
  Heard heard = Heard::unknown;
  Intent intent; ///< with heard no: as it stands, where the refusal shows it
  GatewayError error;
  bool misconfigured = false; ///< the key is wrong, or may not
};

/// A PaymentIntent in a list, with what it was made for.
struct ListedIntent {
  Intent intent;
  std::int64_t amount = 0; ///< minor units
  std::string currency;
  Instant created;
  std::string payment; ///< our payment that it was made for
  std::string purpose; ///< what that was for, see purpose_of()
  bool given_back = false;
};

/// Newest first.
struct IntentPage {
  IntentAnswer answer; ///< heard: whether the list is one
  std::vector<ListedIntent> intents;
  bool has_more = false;
};

/// What the answer to a request for a list of PaymentIntents says.
IntentPage read_intent_page(const HttpAnswer& answer);

/// What the answer to a request about an intent says.
IntentAnswer read_intent(const HttpAnswer& answer);

/// Speaks Stripe's HTTP API. Every call waits for its answer. Thread-safe.
class Stripe {
 public:
  struct Settings {
    std::string api_key;
    std::string base_url; ///< `https://api.stripe.com`
    std::chrono::milliseconds timeout{20'000};
  };

  Stripe(Settings settings, Outbound& outbound)
      : settings_(std::move(settings)), outbound_(outbound) {}

  IntentAnswer get(std::string_view path) const;
  /// The PaymentIntents of a customer, or everybody's; `after`: older than that one, unless empty.
  IntentPage list_intents(const std::optional<std::string>& customer, std::string_view after) const;
  IntentAnswer
  post(std::string_view path, const Form& form, std::string_view idempotency_key) const;

 private:
  HttpCall call(std::string_view method, std::string_view path) const;

  Settings settings_;
  Outbound& outbound_;
};

} // namespace portal
