#pragma once

// Payments: one attempt to move money for one invoice. `payment.started` is recorded before a
// gateway is called and an outcome after it, with the payment's id as the idempotency key between
// the two. The built-in sandbox answers within the decision, so both stand in it together.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/customer_area.hpp"

namespace portal {

// -- objects
// ------------------------------------------------------------------------------------------

enum class PaymentStatus { processing, requires_action, succeeded, failed };

constexpr auto names_of(PaymentStatus) {
  return std::to_array<std::string_view>({"processing", "requires_action", "succeeded", "failed"});
}

/// Why the money did not move.
struct PaymentFailure {
  std::string code;
  std::string message;
  bool operator==(const PaymentFailure&) const = default;
  static constexpr Fields fields{
    Field{"code", &PaymentFailure::code, "The gateway's decline code."},
    Field{"message", &PaymentFailure::message, "The same in words."},
  };
};

struct Payment {
  PaymentId id;
  CustomerId customer;
  InvoiceId invoice;
  PaymentMethodId payment_method;
  std::int64_t amount = 0;
  Currency currency;
  PaymentStatus status = PaymentStatus::processing;
  std::optional<PaymentFailure> failure;
  std::int64_t attempt = 0;
  std::string gateway;
  std::string idempotency_key;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const Payment&) const = default;
  static constexpr Fields fields{
    Field{"id", &Payment::id, "The payment's id."},
    Field{"customer", &Payment::customer, "Who pays."},
    Field{"invoice", &Payment::invoice, "The invoice that is paid."},
    Field{"payment_method", &Payment::payment_method, "What is charged."},
    Field{"amount", &Payment::amount, "How much, in minor units."},
    Field{"currency", &Payment::currency, "In which currency."},
    Field{"status", &Payment::status, "Where it stands."},
    Field{"failure", &Payment::failure, "Why it failed."},
    Field{"attempt", &Payment::attempt, "The how-many-eth payment of its invoice, from 1."},
    Field{"gateway", &Payment::gateway, "Who moves the money."},
    Field{
      "idempotency_key", &Payment::idempotency_key, "Under which the gateway acts at most once."},
    Field{"created", &Payment::created, "When it was started."},
    Field{"version", &Payment::version, "Stream version of its latest event."},
  };
};

// -- what may be asked for
// ----------------------------------------------------------------------------

/// How the customer answered when the bank asked.
enum class Confirmation { succeeded, failed };

constexpr auto names_of(Confirmation) {
  return std::to_array<std::string_view>({"succeeded", "failed"});
}

/// Answers the question that a sandbox payment in `requires_action` asks, as its holder would.
struct ConfirmPayment {
  PaymentId id;
  Confirmation outcome = Confirmation::succeeded;
  static constexpr std::string_view type = "payment.confirm";
  static constexpr Fields fields{
    Field{"id", &ConfirmPayment::id, "The payment that asks."},
    Field{
      "outcome", &ConfirmPayment::outcome, "Did the customer authenticate?", Presence::defaulted},
  };
};

using PaymentsCommand = std::variant<ConfirmPayment>;

// -- what has happened
// --------------------------------------------------------------------------------

/// The attempt, before any gateway hears of it.
struct PaymentStarted {
  Payment payment;
  bool operator==(const PaymentStarted&) const = default;
  static constexpr std::string_view type = "payment.started.v1";
  static constexpr Fields fields{
    Field{"payment", &PaymentStarted::payment, "The payment as it began."},
  };
};

struct PaymentSucceeded {
  PaymentId id;
  InvoiceId invoice;
  std::int64_t amount = 0;
  bool operator==(const PaymentSucceeded&) const = default;
  static constexpr std::string_view type = "payment.succeeded.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentSucceeded::id, "The payment."},
    Field{"invoice", &PaymentSucceeded::invoice, "The invoice."},
    Field{"amount", &PaymentSucceeded::amount, "What was paid, in minor units."},
  };
};

struct PaymentFailed {
  PaymentId id;
  InvoiceId invoice;
  PaymentFailure failure;
  bool operator==(const PaymentFailed&) const = default;
  static constexpr std::string_view type = "payment.failed.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentFailed::id, "The payment."},
    Field{"invoice", &PaymentFailed::invoice, "The invoice."},
    Field{"failure", &PaymentFailed::failure, "Why."},
  };
};

/// The bank asks the customer to authenticate; no money has moved.
struct PaymentActionRequired {
  PaymentId id;
  InvoiceId invoice;
  bool operator==(const PaymentActionRequired&) const = default;
  static constexpr std::string_view type = "payment.action_required.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentActionRequired::id, "The payment."},
    Field{"invoice", &PaymentActionRequired::invoice, "The invoice."},
  };
};

using PaymentsEvent =
  std::variant<PaymentStarted, PaymentSucceeded, PaymentFailed, PaymentActionRequired>;

// -- rules
// --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const ConfirmPayment&, const Context&);

void evolve(CustomerState&, const PaymentStarted&, const EventMeta&);
void evolve(CustomerState&, const PaymentSucceeded&, const EventMeta&);
void evolve(CustomerState&, const PaymentFailed&, const EventMeta&);
void evolve(CustomerState&, const PaymentActionRequired&, const EventMeta&);

std::vector<Subject> touched(const PaymentStarted&);
std::vector<Subject> touched(const PaymentSucceeded&);
std::vector<Subject> touched(const PaymentFailed&);
std::vector<Subject> touched(const PaymentActionRequired&);

std::string render(const CustomerState&, const Payment&, Instant now);

} // namespace portal
