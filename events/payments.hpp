#pragma once

// Payments: one attempt to move money for one invoice. `payment.started` is recorded before a
// gateway is called and an outcome after it, with the payment's id as the idempotency key between
// the two. The built-in sandbox answers within the decision, so both stand in it together. Another
// gateway is asked by an effect that follows the log: until its answer comes back as SettlePayment,
// the payment is `processing`, and no outcome is guessed.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/customer_area.hpp"
#include "events/sandbox.hpp"

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
  std::optional<bool> by_hand;
  std::optional<std::string> gateway_reference;
  std::optional<std::string> supersedes_reference;
  std::optional<PaymentId> supersedes;
  std::optional<bool> cancel_requested;
  std::optional<Personal<std::string>> next_action_url;
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
    Field{"by_hand", &Payment::by_hand, "Was it started by someone, not by the server itself?"},
    Field{"gateway_reference", &Payment::gateway_reference, "The gateway's own name for it."},
    Field{
      "supersedes_reference", &Payment::supersedes_reference,
      "The gateway's name for the payment that it takes the place of."},
    Field{"supersedes", &Payment::supersedes, "The payment that it takes the place of."},
    Field{"cancel_requested", &Payment::cancel_requested, "Is the gateway to give it up?"},
    Field{
      "next_action_url", &Payment::next_action_url,
      "Where the customer answers what the bank asks (personal)."},
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

/// The gateway has given the payment a name. No money moves before this is in the log.
struct RegisterPayment {
  PaymentId id;
  std::string gateway_reference;
  static constexpr std::string_view type = "payment.register";
  static constexpr Fields fields{
    Field{"id", &RegisterPayment::id, "The payment."},
    Field{"gateway_reference", &RegisterPayment::gateway_reference, "The gateway's name for it."},
  };
};

/// What the gateway says has become of a payment.
struct SettlePayment {
  PaymentId id;
  ChargeOutcome outcome = ChargeOutcome::failed;
  std::optional<PaymentFailure> failure;
  std::optional<Personal<std::string>> next_action_url;
  static constexpr std::string_view type = "payment.settle";
  static constexpr Fields fields{
    Field{"id", &SettlePayment::id, "The payment."},
    Field{"outcome", &SettlePayment::outcome, "What became of it."},
    Field{"failure", &SettlePayment::failure, "Why it failed."},
    Field{
      "next_action_url", &SettlePayment::next_action_url,
      "Where the customer answers what the bank asks."},
  };
};

using PaymentsCommand = std::variant<ConfirmPayment, RegisterPayment, SettlePayment>;

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
  std::optional<Personal<std::string>> next_action_url;
  bool operator==(const PaymentActionRequired&) const = default;
  static constexpr std::string_view type = "payment.action_required.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentActionRequired::id, "The payment."},
    Field{"invoice", &PaymentActionRequired::invoice, "The invoice."},
    Field{
      "next_action_url", &PaymentActionRequired::next_action_url,
      "Where the customer answers (personal)."},
  };
};

/// The gateway knows the payment under a name of its own; it has not charged it yet.
struct PaymentRegistered {
  PaymentId id;
  std::string gateway_reference;
  bool operator==(const PaymentRegistered&) const = default;
  static constexpr std::string_view type = "payment.registered.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentRegistered::id, "The payment."},
    Field{"gateway_reference", &PaymentRegistered::gateway_reference, "The gateway's name for it."},
  };
};

/// The customer says that the bank's question is answered: the gateway is to be asked again.
struct PaymentCheckRequested {
  PaymentId id;
  InvoiceId invoice;
  bool operator==(const PaymentCheckRequested&) const = default;
  static constexpr std::string_view type = "payment.check_requested.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentCheckRequested::id, "The payment."},
    Field{"invoice", &PaymentCheckRequested::invoice, "The invoice."},
  };
};

/// The payment is wanted no more: the gateway is to give it up, unless the money has moved already.
struct PaymentCancelRequested {
  PaymentId id;
  InvoiceId invoice;
  bool operator==(const PaymentCancelRequested&) const = default;
  static constexpr std::string_view type = "payment.cancel_requested.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentCancelRequested::id, "The payment."},
    Field{"invoice", &PaymentCancelRequested::invoice, "The invoice."},
  };
};

using PaymentsEvent = std::variant<
  PaymentStarted, PaymentSucceeded, PaymentFailed, PaymentActionRequired, PaymentRegistered,
  PaymentCheckRequested, PaymentCancelRequested>;

// -- rules
// --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const ConfirmPayment&, const Context&);
CustomerDecision decide(const CustomerState&, const RegisterPayment&, const Context&);
CustomerDecision decide(const CustomerState&, const SettlePayment&, const Context&);

void evolve(CustomerState&, const PaymentStarted&, const EventMeta&);
void evolve(CustomerState&, const PaymentSucceeded&, const EventMeta&);
void evolve(CustomerState&, const PaymentFailed&, const EventMeta&);
void evolve(CustomerState&, const PaymentActionRequired&, const EventMeta&);
void evolve(CustomerState&, const PaymentRegistered&, const EventMeta&);
void evolve(CustomerState&, const PaymentCheckRequested&, const EventMeta&);
void evolve(CustomerState&, const PaymentCancelRequested&, const EventMeta&);

std::vector<Subject> touched(const PaymentStarted&);
std::vector<Subject> touched(const PaymentSucceeded&);
std::vector<Subject> touched(const PaymentFailed&);
std::vector<Subject> touched(const PaymentActionRequired&);
std::vector<Subject> touched(const PaymentRegistered&);
std::vector<Subject> touched(const PaymentCheckRequested&);
std::vector<Subject> touched(const PaymentCancelRequested&);

std::string render(const CustomerState&, const Payment&, Instant now);

} // namespace portal
