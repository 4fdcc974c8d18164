#pragma once

// The customer: everything of one customer in one stream, decided and folded by areas and composed
// here. The areas' headers hold the messages and declare the rules, one overload a message; customer.cpp
// joins them, and does not compile while a command or an event has none.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/actions.hpp"
#include "events/billing.hpp"
#include "events/cancellations.hpp"
#include "events/capabilities.hpp"
#include "events/card_expiry.hpp"
#include "events/customer_tokens.hpp"
#include "events/decider.hpp"
#include "events/mails.hpp"
#include "events/payment_methods.hpp"
#include "events/portal_sessions.hpp"
#include "events/profile.hpp"
#include "events/usage.hpp"
#include "events/variants.hpp"

namespace portal {

/// All that decisions about one customer need. Empty until the customer is created.
struct CustomerState {
  std::optional<Customer> customer;
  std::map<PaymentMethodId, PaymentMethod> payment_methods;
  std::map<SessionId, PortalSession> sessions;
  std::map<TokenId, CustomerToken> tokens;
  BillingState billing;
  std::map<CancellationId, Cancellation> cancellations;
  std::vector<AcceptedOffer> accepted_offers;
  std::vector<std::string> former_prefixes;
  bool operator==(const CustomerState&) const = default;
  static constexpr Fields fields{
    Field{"customer", &CustomerState::customer, "The customer itself."},
    Field{"payment_methods", &CustomerState::payment_methods, "Payment methods by id."},
    Field{"sessions", &CustomerState::sessions, "Portal sessions by id."},
    Field{"tokens", &CustomerState::tokens, "Customer tokens by id."},
    Field{"billing", &CustomerState::billing, "Subscriptions, invoices, payments, credits."},
    Field{"cancellations", &CustomerState::cancellations, "Cancellations by id."},
    Field{"accepted_offers", &CustomerState::accepted_offers, "Retention offers already given."},
    Field{
      "former_prefixes", &CustomerState::former_prefixes,
      "Invoice prefixes it has had, in order; none twice."},
  };
};

/// Does the one thing that is due first, at its due time. The clock repeats it until nothing is due.
struct Tick {
  static constexpr std::string_view type = "clock.tick";
  static constexpr Fields<> fields{};
};

using CustomerCommand = JoinedChoice<
  std::variant<Tick>, ProfileCommand, PaymentMethodCommand, SessionsCommand, TokensCommand,
  UsageCommand, ActionCommand, MailsCommand, BillingCommand, CancellationCommand>;

using CustomerEvent = JoinedChoice<
  ProfileEvent, PaymentMethodEvent, CardExpiryEvent, SessionsEvent, TokensEvent, UsageEvent,
  ActionEvent, MailsEvent, BillingEvent, CancellationEvent>;

/// `Decision<CustomerEvent>` under a name that the areas' headers can declare.
struct CustomerDecision : Decision<CustomerEvent> {
  using Decision<CustomerEvent>::Decision;
};

/// The commands' action names, events' types and API objects' kinds are all wire names.
Decision<CustomerEvent>
decide(const CustomerState& state, const CustomerCommand& command, const Context& context);
void evolve(CustomerState& state, const CustomerEvent& event, const EventMeta& meta);
std::vector<Subject> touched(const CustomerEvent& event);

std::optional<std::string> row_of(const CustomerState& state, const Subject& subject);
bool put_row(CustomerState& state, const Subject& subject, std::string_view row);
std::optional<std::string> render(const CustomerState& state, const Subject& subject, Instant now);

std::vector<Claim> claims_of(const CustomerCommand& command);
void mark_taken(CustomerCommand& command, std::size_t claim);
bool goes_on_when_taken(const CustomerCommand& command, std::size_t claim);
std::string_view action_of(const CustomerCommand& command);

/// When a Tick has something to do next; nothing: never.
std::optional<Instant> next_due(const CustomerState& state);

/// What the log says of a command that was refused.
CustomerEvent refused_event(const CustomerCommand& command, const Refusal& refusal);

void prune(CustomerState& state, Instant now);

/// The redemption of a coupon that may be redeemed `max` times over all customers.
struct LimitedRedemption {
  CouponId coupon;
  std::int64_t max = 0;
};

/// The redemption among the events, if one of them redeems such a coupon. A subscription that is started
/// anew on the terms of an ended one redeems nothing again.
std::optional<LimitedRedemption>
limited_redemption(const std::vector<CustomerEvent>& events, const Catalog& catalog);

/// Adds what another decision decided to this one's events; refuses when that one did.
std::optional<Refusal> append(std::vector<CustomerEvent>& events, CustomerDecision other);

// Compiled once (customer_codec.cpp): reading and writing all events is seconds of compiling a file.
extern template std::string encode_variant(const CustomerEvent& event);
extern template Result<CustomerEvent>
decode_variant<CustomerEvent>(std::string_view type, const Json& data);
extern template void seal_variant(CustomerEvent& event, const PersonalCodec& codec);

} // namespace portal
