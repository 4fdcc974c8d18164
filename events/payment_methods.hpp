#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/customer_area.hpp"
#include "events/payment_methods_object.hpp"

namespace portal {

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

/// Attaches one again that was detached; one that is attached stays as it is.
struct ReattachPaymentMethod {
  PaymentMethodId id;
  static constexpr std::string_view type = "payment_method.reattach";
  static constexpr Fields fields{
    Field{"id", &ReattachPaymentMethod::id, "The payment method to attach again."},
  };
};

struct SetDefaultPaymentMethod {
  PaymentMethodId id;
  static constexpr std::string_view type = "payment_method.set_default";
  static constexpr Fields fields{
    Field{"id", &SetDefaultPaymentMethod::id, "The payment method to charge from now on."},
  };
};

/// The holder has (or has not) answered what the bank asked when the method was set up.
struct ConfirmPaymentMethod {
  PaymentMethodId id;
  std::optional<bool> authenticated;
  static constexpr std::string_view type = "payment_method.confirm";
  static constexpr Fields fields{
    Field{"id", &ConfirmPaymentMethod::id, "The payment method whose set-up asks."},
    Field{
      "authenticated", &ConfirmPaymentMethod::authenticated,
      "Sandbox alone: did the holder authenticate? True when left out."},
  };
};

/// What the gateway says has become of setting a method up.
struct SettleSetup {
  PaymentMethodId id;
  PaymentMethodStatus status = PaymentMethodStatus::failed;
  std::optional<Card> card;
  std::optional<SetupFailure> failure;
  std::optional<Personal<std::string>> next_action_url;
  std::optional<std::string> setup_reference;
  std::optional<std::string> gateway_customer;
  std::optional<std::string> gateway_reference;
  static constexpr std::string_view type = "payment_method.settle";
  static constexpr Fields fields{
    Field{"id", &SettleSetup::id, "The payment method."},
    Field{"status", &SettleSetup::status, "What became of it; processing says nothing."},
    Field{"card", &SettleSetup::card, "What may be shown of the card."},
    Field{"failure", &SettleSetup::failure, "Why it was not taken."},
    Field{
      "next_action_url", &SettleSetup::next_action_url,
      "Where its holder answers what the bank asks."},
    Field{"setup_reference", &SettleSetup::setup_reference, "The gateway's name for the set-up."},
    Field{"gateway_customer", &SettleSetup::gateway_customer, "The gateway's name for the owner."},
    Field{"gateway_reference", &SettleSetup::gateway_reference, "The gateway's name for it."},
  };
};

/// The gateway has let go of a detached method.
struct ReleasePaymentMethod {
  PaymentMethodId id;
  static constexpr std::string_view type = "payment_method.release";
  static constexpr Fields fields{
    Field{"id", &ReleasePaymentMethod::id, "The payment method."},
  };
};

using PaymentMethodCommand = std::variant<
  AttachPaymentMethod, DetachPaymentMethod, SetDefaultPaymentMethod, ConfirmPaymentMethod,
  SettleSetup, ReleasePaymentMethod, ReattachPaymentMethod>;

// -- what has happened --------------------------------------------------------------------------------

struct PaymentMethodAttached {
  PaymentMethodId id;
  CustomerId customer;
  PaymentMethodType method_type = PaymentMethodType::card;
  std::optional<Card> card;
  std::string gateway;
  std::string gateway_reference;
  Metadata metadata;
  std::optional<std::string> gateway_customer;
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
    Field{
      "gateway_customer", &PaymentMethodAttached::gateway_customer,
      "The gateway's name for the owner."},
  };
};

struct PaymentMethodDetached {
  PaymentMethodId id;
  CustomerId customer;
  std::optional<std::string> gateway;
  bool operator==(const PaymentMethodDetached&) const = default;
  static constexpr std::string_view type = "payment_method.detached.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentMethodDetached::id, "The payment method."},
    Field{"customer", &PaymentMethodDetached::customer, "Whose it was."},
    Field{
      "gateway", &PaymentMethodDetached::gateway,
      "The gateway that is to let go of it; absent for the sandbox."},
  };
};

/// A gateway is asked to take a method; until it answers the method is `processing`.
struct PaymentMethodSetupStarted {
  PaymentMethodId id;
  CustomerId customer;
  std::string gateway;
  std::string gateway_reference;
  Metadata metadata;
  bool set_as_default = false;
  bool operator==(const PaymentMethodSetupStarted&) const = default;
  static constexpr std::string_view type = "payment_method.setup_started.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentMethodSetupStarted::id, "The payment method."},
    Field{"customer", &PaymentMethodSetupStarted::customer, "Whose it is to be."},
    Field{"gateway", &PaymentMethodSetupStarted::gateway, "Who is asked."},
    Field{
      "gateway_reference", &PaymentMethodSetupStarted::gateway_reference,
      "The gateway's name for it."},
    Field{"metadata", &PaymentMethodSetupStarted::metadata, "The caller's own notes."},
    Field{
      "set_as_default", &PaymentMethodSetupStarted::set_as_default,
      "Is it to be the default once ready?"},
  };
};

/// The bank asks the method's holder to authenticate before it is charged.
struct PaymentMethodActionRequired {
  PaymentMethodId id;
  CustomerId customer;
  std::optional<Personal<std::string>> next_action_url;
  std::optional<std::string> setup_reference;
  std::optional<std::string> gateway_customer;
  bool operator==(const PaymentMethodActionRequired&) const = default;
  static constexpr std::string_view type = "payment_method.action_required.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentMethodActionRequired::id, "The payment method."},
    Field{"customer", &PaymentMethodActionRequired::customer, "Whose it is."},
    Field{
      "next_action_url", &PaymentMethodActionRequired::next_action_url,
      "Where the holder answers (personal)."},
    Field{
      "setup_reference", &PaymentMethodActionRequired::setup_reference,
      "The gateway's name for the set-up."},
    Field{
      "gateway_customer", &PaymentMethodActionRequired::gateway_customer,
      "The gateway's name for the owner."},
  };
};

/// The holder says that the bank's question is answered: the gateway is to be asked again.
struct PaymentMethodCheckRequested {
  PaymentMethodId id;
  CustomerId customer;
  bool operator==(const PaymentMethodCheckRequested&) const = default;
  static constexpr std::string_view type = "payment_method.check_requested.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentMethodCheckRequested::id, "The payment method."},
    Field{"customer", &PaymentMethodCheckRequested::customer, "Whose it is."},
  };
};

/// The holder has authenticated: charges ask no more, where the bank asks once only.
struct PaymentMethodAuthenticated {
  PaymentMethodId id;
  CustomerId customer;
  bool operator==(const PaymentMethodAuthenticated&) const = default;
  static constexpr std::string_view type = "payment_method.authenticated.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentMethodAuthenticated::id, "The payment method."},
    Field{"customer", &PaymentMethodAuthenticated::customer, "Whose it is."},
  };
};

/// The gateway did not take the method; it was never attached.
struct PaymentMethodSetupFailed {
  PaymentMethodId id;
  CustomerId customer;
  SetupFailure failure;
  bool operator==(const PaymentMethodSetupFailed&) const = default;
  static constexpr std::string_view type = "payment_method.setup_failed.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentMethodSetupFailed::id, "The payment method."},
    Field{"customer", &PaymentMethodSetupFailed::customer, "Whose it was to be."},
    Field{"failure", &PaymentMethodSetupFailed::failure, "Why."},
  };
};

/// The gateway has let go of a detached method.
struct PaymentMethodReleased {
  PaymentMethodId id;
  CustomerId customer;
  bool operator==(const PaymentMethodReleased&) const = default;
  static constexpr std::string_view type = "payment_method.released.v1";
  static constexpr Fields fields{
    Field{"id", &PaymentMethodReleased::id, "The payment method."},
    Field{"customer", &PaymentMethodReleased::customer, "Whose it was."},
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

using PaymentMethodEvent = std::variant<
  PaymentMethodAttached, PaymentMethodDetached, DefaultPaymentMethodChanged,
  PaymentMethodSetupStarted, PaymentMethodActionRequired, PaymentMethodCheckRequested,
  PaymentMethodAuthenticated, PaymentMethodSetupFailed, PaymentMethodReleased>;

// -- rules --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const AttachPaymentMethod&, const Context&);
CustomerDecision decide(const CustomerState&, const DetachPaymentMethod&, const Context&);
CustomerDecision decide(const CustomerState&, const ReattachPaymentMethod&, const Context&);
CustomerDecision decide(const CustomerState&, const SetDefaultPaymentMethod&, const Context&);
CustomerDecision decide(const CustomerState&, const ConfirmPaymentMethod&, const Context&);
CustomerDecision decide(const CustomerState&, const SettleSetup&, const Context&);
CustomerDecision decide(const CustomerState&, const ReleasePaymentMethod&, const Context&);

void evolve(CustomerState&, const PaymentMethodAttached&, const EventMeta&);
void evolve(CustomerState&, const PaymentMethodDetached&, const EventMeta&);
void evolve(CustomerState&, const DefaultPaymentMethodChanged&, const EventMeta&);
void evolve(CustomerState&, const PaymentMethodSetupStarted&, const EventMeta&);
void evolve(CustomerState&, const PaymentMethodActionRequired&, const EventMeta&);
void evolve(CustomerState&, const PaymentMethodCheckRequested&, const EventMeta&);
void evolve(CustomerState&, const PaymentMethodAuthenticated&, const EventMeta&);
void evolve(CustomerState&, const PaymentMethodSetupFailed&, const EventMeta&);
void evolve(CustomerState&, const PaymentMethodReleased&, const EventMeta&);

std::vector<Subject> touched(const PaymentMethodAttached&);
std::vector<Subject> touched(const PaymentMethodDetached&);
std::vector<Subject> touched(const DefaultPaymentMethodChanged&);
std::vector<Subject> touched(const PaymentMethodSetupStarted&);
std::vector<Subject> touched(const PaymentMethodActionRequired&);
std::vector<Subject> touched(const PaymentMethodCheckRequested&);
std::vector<Subject> touched(const PaymentMethodAuthenticated&);
std::vector<Subject> touched(const PaymentMethodSetupFailed&);
std::vector<Subject> touched(const PaymentMethodReleased&);

std::string render(const CustomerState&, const PaymentMethod&, Instant now);

/// The attached method of that id, if it can be charged; or nothing.
const PaymentMethod* find_payment_method(const CustomerState& state, const PaymentMethodId& id);

/// The customer's default method, or nothing.
const PaymentMethod* default_payment_method(const CustomerState& state);

} // namespace portal
