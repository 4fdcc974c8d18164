#pragma once

// The contract between the customer's areas (profile, payment methods, access, usage, subscriptions,
// invoices, payments, credits) and the composition in customer.hpp.
//
// An area's header defines its objects, commands and events (messages with `type` and `fields`), the
// part of the state that it keeps (`<Area>State`, a message of maps from id to object),
// `using <Area>Command = std::variant<…>` and `using <Area>Event = std::variant<…>` (Subscriptions,
// Invoices, Payments, Credits), and declares, one overload per message:
//
//   CustomerDecision decide(const CustomerState&, const <Command>&, const Context&);
//   void evolve(CustomerState&, const <Event>&, const EventMeta&);
//   std::vector<Subject> touched(const <Event>&);          // from the event alone: it names its ids
//   std::string render(const CustomerState&, const <Object>&, Instant now); // the API object's JSON
//
// A command that names something new and lets the caller choose has `std::optional<…Id> id`: that is
// its claim; nothing else need be said. The area's .cpp includes customer.hpp and may emit events of
// any area. Commands reach an area only while the customer exists and is not deleted.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/codec.hpp"
#include "events/decider.hpp"
#include "events/variants.hpp"

namespace portal {

struct CustomerState;

/// `Decision<CustomerEvent>` under a name that can be declared before the events are known; defined in
/// customer.hpp.
struct CustomerDecision;

// -- what the billing areas owe the composition (events/billing*.cpp) ------------------------------

/// When the billing areas have something to do next: a renewal, a trial's end, a retry, an expiry.
std::optional<Instant> billing_due(const CustomerState& state);

/// Does the one thing of the billing areas that is due first; `context.now` is its due time.
CustomerDecision do_billing_due(const CustomerState& state, const Context& context);

/// Subscriptions that will charge again; `method` is what they charge (their own, or the default).
struct RenewingSubscription {
  SubscriptionId id;
  std::optional<PaymentMethodId> own_method;
};

std::vector<RenewingSubscription> renewing_subscriptions(const CustomerState& state);

/// Ends everything that would bill again: subscriptions canceled now, open invoices voided. For a
/// customer that is deleted or erased.
CustomerDecision end_billing(const CustomerState& state, const Context& context);

/// Drops closed objects that no decision needs any more.
void prune_billing(CustomerState& state, Instant now);

} // namespace portal
