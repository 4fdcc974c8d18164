#pragma once

// A billing decision in the making. `BillingWork` gathers events and shows what they have already led
// to, by folding each into a draft that holds just the objects it touches. The functions beneath are
// the verbs that every rule is made of: bill, finalise, collect, conclude, void, end.

#include <optional>
#include <utility>
#include <vector>

#include "events/customer.hpp"
#include "events/sandbox.hpp"

namespace portal {

class BillingWork {
 public:
  /// Works at `context.now`. Both must outlive the work.
  BillingWork(const CustomerState& state, const Context& context);

  Instant now() const { return context_.now; }

  const CustomerState& before() const { return state_; }

  const Context& context() const { return context_; }

  template <class IdType> IdType next_id() { return context_.ids->next<IdType>(); }

  /// Records that `event` happens, and shows it from now on.
  template <class Event> void happen(Event event) {
    for (const Subject& subject : touched(event)) pull(subject);
    evolve(draft_, event, EventMeta{0, context_.now});
    events_.emplace_back(std::move(event));
  }

  /// The object with everything that has happened so far; it must exist.
  const Subscription& subscription(const SubscriptionId& id);
  const Invoice& invoice(const InvoiceId& id);
  const Payment& payment(const PaymentId& id);
  const CreditGrant& credit_grant(const CreditGrantId& id);
  const Customer& customer();

  /// What the subscription's period was charged with, and what waits for its next invoice.
  const ServiceBook& book(const SubscriptionId& id);

  /// How the invoice stands, also when it has left the state.
  InvoiceStatus invoice_status(const InvoiceId& id) const;

  /// The number that the next invoice to be finalised gets.
  std::int64_t next_sequence() const { return draft_.billing.invoice_sequence + 1; }

  /// Invoices of the subscription that are drafts or open, oldest id first.
  std::vector<InvoiceId> unsettled_invoices(const SubscriptionId& subscription);

  /// Ids of grants in the order in which they are to be used.
  std::vector<CreditGrantId> grants_in_order(const Currency& currency);

  /// The customer as all this leaves it, but for what has no bearing on that subscription.
  CustomerState after(const SubscriptionId& subscription) const;

  CustomerDecision decided(Subject subject);

  /// Everything that has happened so far, in order.
  const std::vector<CustomerEvent>& events() const { return events_; }

 private:
  void pull(const Subject& subject);

  const CustomerState& state_;
  const Context& context_;
  CustomerState draft_;
  std::vector<CustomerEvent> events_;
};

/// Who tries to collect: the server by itself (which counts and plans retries), or someone by hand.
enum class Attempt { automatic, by_hand };

/// An invoice for a subscription: its lines, and the period it stands for.
struct Bill {
  SubscriptionId subscription;
  BillingReason reason = BillingReason::subscription_cycle;
  Period period;
  std::vector<InvoiceLine> lines;
};

/// Lines for the licensed items of `billed`, in advance. Where `billed` is only the end of `whole`,
/// each is charged in proportion, unless the subscription prorates nothing: then there are none.
std::vector<InvoiceLine> advance_lines(
  BillingWork& work, const Subscription& subscription, const Period& billed, const Period& whole
);

/// Lines for what metered items have counted since they were last billed, in arrears.
std::vector<InvoiceLine>
usage_lines(BillingWork& work, const Subscription& subscription, const Period& period);

/// Lines for what came late for metered items that are there no more.
std::vector<InvoiceLine> departed_lines(BillingWork& work, const SubscriptionId& id);

/// A draft that has not happened yet, and what becomes of the subscription's discount with it.
struct Drafted {
  Invoice invoice;
  std::optional<DiscountEnd> discount_end;
};

/// Lines → discounts → taxes → totals, by the subscription's terms; nothing happens.
Drafted draft_invoice(BillingWork& work, Bill bill);

/// Drafts the invoice with the subscription's discount, finalises it and collects it.
void bill(BillingWork& work, Bill bill);

/// Numbers the draft, uses up credit and balance, and opens it; it is paid at once when nothing is due.
void finalize(BillingWork& work, const InvoiceId& invoice);

/// The method that an invoice is charged to when none is named.
const PaymentMethod* method_for(const CustomerState& state, const Subscription* subscription);

/// Tries to collect an open invoice by `method`; with none, that is the failure.
void collect(
  BillingWork& work, const InvoiceId& invoice, const PaymentMethod* method, Attempt attempt
);

/// What follows from a gateway's answer.
void conclude(BillingWork& work, const PaymentId& payment, const Charge& charge, Attempt attempt);

/// Gives up a payment whose invoice wants it no more. Where the gateway is another than the sandbox it
/// is asked to, and its answer says whether the money had moved before.
void call_off(BillingWork& work, const Payment& payment, PaymentFailure because);

/// Voids a draft or open invoice; gives credit and balance back.
void void_invoice(BillingWork& work, const InvoiceId& invoice);

/// Ends the subscription now: bills usage and what waits, and collects nothing by itself any more.
/// With `credit_unused`, what was paid for the rest of the period goes to the customer's balance.
void end_subscription(
  BillingWork& work, const SubscriptionId& subscription, CancelReason reason,
  bool credit_unused = false
);

/// What the end of a subscription's period brings: a new one, other items, a pause, or its end.
void end_period(BillingWork& work, const SubscriptionId& subscription);

/// The subscription goes on after a pause: with what was left of its period, or with a new one.
void resume(BillingWork& work, const SubscriptionId& subscription);

/// What follows for the subscription when one of its invoices asks for nothing more.
void settle(BillingWork& work, const InvoiceId& invoice);

/// How long an incomplete subscription waits for its first invoice to be paid.
constexpr Millis incomplete_for = std::chrono::hours{23};

} // namespace portal
