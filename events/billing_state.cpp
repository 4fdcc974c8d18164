// How billing events change the state: invoices, payments, credits. (Subscriptions: subscriptions_state.cpp.)

#include <algorithm>
#include <set>

#include "events/billing_objects.hpp"
#include "events/customer.hpp"

namespace portal {

// -- invoices -----------------------------------------------------------------------------------------

void evolve(CustomerState& state, const InvoiceCreated& event, const EventMeta& meta) {
  Invoice& invoice = state.billing.invoices[event.invoice.id];
  invoice = event.invoice;
  invoice.version = static_cast<std::int64_t>(meta.version);
  if (event.invoice.subscription) {
    change(state.billing.subscriptions, *event.invoice.subscription, meta, [&](Subscription& it) {
      it.latest_invoice = event.invoice.id;
    });
  }
  for (const InvoiceLine& line : event.invoice.lines) {
    // What has waited was closed when it began to.
    if (!waits(state, event.invoice, line)) close_usage(state.billing, line);
  }
  note_created(state, event);
}

void evolve(CustomerState& state, const InvoiceDraftChanged& event, const EventMeta& meta) {
  change(state.billing.invoices, event.id, meta, [&](Invoice& it) {
    it.lines = event.lines;
    it.subtotal = event.subtotal;
    it.discount_total = event.discount_total;
    it.tax_total = event.tax_total;
    it.total = event.total;
    it.amount_due = std::max<std::int64_t>(event.total, 0);
    it.due_date = event.due_date;
    it.metadata = event.metadata;
  });
}

void evolve(CustomerState& state, const InvoiceDeleted& event, const EventMeta& /*meta*/) {
  state.billing.invoices.erase(event.id);
}

void evolve(CustomerState& state, const InvoiceFinalized& event, const EventMeta& meta) {
  state.billing.invoice_sequence = std::max(state.billing.invoice_sequence, event.sequence);
  change(state.billing.invoices, event.id, meta, [&](Invoice& it) {
    it.status = InvoiceStatus::open;
    it.number = event.number;
    it.total = event.total;
    it.credits_applied = event.credits_applied;
    it.credits = event.credits;
    it.balance_applied = event.balance_applied;
    it.amount_due = event.amount_due;
    it.status_transitions.finalized_at = event.finalized_at;
    it.billed_to = event.billed_to;
    it.configuration = event.configuration;
  });
}

void evolve(CustomerState& state, const InvoicePaid& event, const EventMeta& meta) {
  change(state.billing.invoices, event.id, meta, [&](Invoice& it) {
    state.billing.spent[std::string{it.currency.text()}] += event.amount_paid;
    it.status = InvoiceStatus::paid;
    it.amount_paid = event.amount_paid;
    it.attempt_count = event.attempt_count;
    it.next_attempt.reset();
    it.payment_error.reset();
    it.status_transitions.paid_at = event.paid_at;
  });
}

void evolve(CustomerState& state, const InvoicePaymentFailed& event, const EventMeta& meta) {
  change(state.billing.invoices, event.id, meta, [&](Invoice& it) {
    it.payment_error = event.error;
    it.attempt_count = event.attempt_count;
    it.first_failure_at = event.first_failure_at;
    it.next_attempt = event.next_attempt;
  });
}

void evolve(CustomerState& state, const InvoiceCollectionStopped& event, const EventMeta& meta) {
  change(state.billing.invoices, event.id, meta, [](Invoice& it) { it.next_attempt.reset(); });
}

void evolve(CustomerState& state, const InvoiceVoided& event, const EventMeta& meta) {
  change(state.billing.invoices, event.id, meta, [&](Invoice& it) {
    note_voided(state, it);
    it.status = InvoiceStatus::voided;
    it.next_attempt.reset();
    it.status_transitions.voided_at = event.voided_at;
  });
}

void evolve(CustomerState& state, const InvoiceMarkedUncollectible& event, const EventMeta& meta) {
  change(state.billing.invoices, event.id, meta, [&](Invoice& it) {
    it.status = InvoiceStatus::uncollectible;
    it.next_attempt.reset();
    it.status_transitions.marked_uncollectible_at = event.marked_at;
  });
}

void evolve(CustomerState& state, const BalanceChanged& event, const EventMeta& meta) {
  if (!state.customer) return;
  state.customer->balance = event.balance;
  state.customer->currency = event.currency;
  state.customer->version = static_cast<std::int64_t>(meta.version);
}

std::vector<Subject> touched(const InvoiceCreated& event) {
  std::vector<Subject> all{{"invoice", event.invoice.id.text()}};
  if (event.invoice.subscription)
    all.push_back({"subscription", event.invoice.subscription->text()});
  return all;
}

std::vector<Subject> touched(const InvoiceDraftChanged& event) { return only("invoice", event.id); }

std::vector<Subject> touched(const InvoiceDeleted& event) { return only("invoice", event.id); }

std::vector<Subject> touched(const InvoiceFinalized& event) { return only("invoice", event.id); }

std::vector<Subject> touched(const InvoicePaid& event) { return only("invoice", event.id); }

std::vector<Subject> touched(const InvoicePaymentFailed& event) {
  return only("invoice", event.id);
}

std::vector<Subject> touched(const InvoiceCollectionStopped& event) {
  return only("invoice", event.id);
}

std::vector<Subject> touched(const InvoiceVoided& event) { return only("invoice", event.id); }

std::vector<Subject> touched(const InvoiceMarkedUncollectible& event) {
  return only("invoice", event.id);
}

std::vector<Subject> touched(const BalanceChanged& event) {
  return only("customer", event.customer);
}

// -- payments -----------------------------------------------------------------------------------------

void evolve(CustomerState& state, const PaymentStarted& event, const EventMeta& meta) {
  Payment& payment = state.billing.payments[event.payment.id];
  payment = event.payment;
  payment.version = static_cast<std::int64_t>(meta.version);
  change(state.billing.invoices, event.payment.invoice, meta, [&](Invoice& it) {
    it.payment = event.payment.id;
    it.payment_count = event.payment.attempt;
    // While it is under way nothing is tried by itself; its outcome says how to go on.
    it.next_attempt.reset();
    it.payment_error.reset();
  });
}

void evolve(CustomerState& state, const PaymentSucceeded& event, const EventMeta& meta) {
  change(state.billing.payments, event.id, meta, [&](Payment& it) {
    if (it.status == PaymentStatus::requires_action) {
      auto& known = state.billing.authenticated_methods;
      const auto at = std::lower_bound(known.begin(), known.end(), it.payment_method);
      if (at == known.end() || *at != it.payment_method) known.insert(at, it.payment_method);
    }
    it.status = PaymentStatus::succeeded;
    it.failure.reset();
    it.next_action_url.reset();
  });
}

void evolve(CustomerState& state, const PaymentFailed& event, const EventMeta& meta) {
  change(state.billing.payments, event.id, meta, [&](Payment& it) {
    it.status = PaymentStatus::failed;
    it.failure = event.failure;
    it.next_action_url.reset();
  });
}

void evolve(CustomerState& state, const PaymentActionRequired& event, const EventMeta& meta) {
  change(state.billing.payments, event.id, meta, [&](Payment& it) {
    it.status = PaymentStatus::requires_action;
    it.next_action_url = event.next_action_url;
  });
}

void evolve(CustomerState& state, const PaymentRegistered& event, const EventMeta& meta) {
  change(state.billing.payments, event.id, meta, [&](Payment& it) {
    it.gateway_reference = event.gateway_reference;
  });
}

void evolve(CustomerState& state, const PaymentCheckRequested& event, const EventMeta& meta) {
  change(state.billing.payments, event.id, meta, [](Payment& it) {
    it.status = PaymentStatus::processing;
    it.by_hand = true;
  });
  change(state.billing.invoices, event.invoice, meta, [](Invoice& it) {
    it.next_attempt.reset();
    it.payment_error.reset();
  });
}

void evolve(CustomerState& state, const PaymentCancelRequested& event, const EventMeta& meta) {
  change(state.billing.payments, event.id, meta, [](Payment& it) {
    it.status = PaymentStatus::processing;
    it.cancel_requested = true;
  });
}

std::vector<Subject> touched(const PaymentStarted& event) {
  return {{"payment", event.payment.id.text()}, {"invoice", event.payment.invoice.text()}};
}

std::vector<Subject> touched(const PaymentSucceeded& event) { return only("payment", event.id); }

std::vector<Subject> touched(const PaymentFailed& event) { return only("payment", event.id); }

std::vector<Subject> touched(const PaymentActionRequired& event) {
  return only("payment", event.id);
}

std::vector<Subject> touched(const PaymentRegistered& event) { return only("payment", event.id); }

std::vector<Subject> touched(const PaymentCheckRequested& event) {
  return {{"payment", event.id.text()}, {"invoice", event.invoice.text()}};
}

std::vector<Subject> touched(const PaymentCancelRequested& event) {
  return only("payment", event.id);
}

// -- credits ------------------------------------------------------------------------------------------

void evolve(CustomerState& state, const CreditGranted& event, const EventMeta& meta) {
  CreditGrant& grant = state.billing.credit_grants[event.grant.id];
  grant = event.grant;
  grant.remaining = grant.amount;
  grant.version = static_cast<std::int64_t>(meta.version);
}

void evolve(CustomerState& state, const CreditApplied& event, const EventMeta& meta) {
  change(state.billing.credit_grants, event.id, meta, [&](CreditGrant& it) {
    it.remaining += event.amount;
  });
}

void evolve(CustomerState& state, const CreditReinstated& event, const EventMeta& meta) {
  change(state.billing.credit_grants, event.id, meta, [&](CreditGrant& it) {
    it.remaining += event.amount;
  });
}

void evolve(CustomerState& state, const CreditExpired& event, const EventMeta& meta) {
  change(state.billing.credit_grants, event.id, meta, [&](CreditGrant& it) {
    it.remaining += event.amount;
  });
}

void evolve(CustomerState& state, const CreditVoided& event, const EventMeta& meta) {
  change(state.billing.credit_grants, event.id, meta, [&](CreditGrant& it) {
    it.remaining += event.amount;
    it.voided_at = event.voided_at;
  });
}

std::vector<Subject> touched(const CreditGranted& event) {
  return only("credit_grant", event.grant.id);
}

std::vector<Subject> touched(const CreditApplied& event) { return only("credit_grant", event.id); }

std::vector<Subject> touched(const CreditReinstated& event) {
  return only("credit_grant", event.id);
}

std::vector<Subject> touched(const CreditExpired& event) { return only("credit_grant", event.id); }

std::vector<Subject> touched(const CreditVoided& event) { return only("credit_grant", event.id); }

// -- what leaves the state ----------------------------------------------------------------------------

void prune_billing(CustomerState& state, Instant now) {
  static constexpr Millis kept = std::chrono::hours{24};
  BillingState& billing = state.billing;
  // What a gateway still has in hand may come back as money.
  std::set<InvoiceId> awaited;
  for (const auto& [id, payment] : billing.payments) {
    if (payment.status == PaymentStatus::processing) awaited.insert(payment.invoice);
  }
  std::erase_if(billing.invoices, [&](const auto& entry) {
    const Invoice& invoice = entry.second;
    if (awaited.contains(invoice.id)) return false;
    const auto closed_at = invoice.status == InvoiceStatus::paid
                             ? invoice.status_transitions.paid_at
                             : invoice.status_transitions.voided_at;
    const bool closed =
      invoice.status == InvoiceStatus::paid || invoice.status == InvoiceStatus::voided;
    if (!closed || !closed_at || *closed_at + kept > now) return false;
    billing.closed_invoices.emplace(invoice.id, invoice.status);
    return true;
  });
  std::erase_if(billing.payments, [&](const auto& entry) {
    return !billing.invoices.contains(entry.second.invoice);
  });
  std::set<SubscriptionItemId> counted;
  for (const auto& [id, subscription] : billing.subscriptions) {
    if (subscription.ended_at) continue;
    for (const SubscriptionItem& item : subscription.items) counted.insert(item.id);
    const auto book = billing.books.find(id);
    if (book == billing.books.end()) continue;
    for (const DepartedItem& gone : book->second.departed) counted.insert(gone.item.id);
  }
  std::erase_if(billing.closed_usage, [&](const auto& entry) {
    return !counted.contains(entry.first);
  });
  std::erase_if(billing.quotes, [&](const auto& entry) {
    return entry.second.expires_at + kept <= now;
  });
  // What an ended subscription was paid for matters until then, for one that is reactivated.
  std::erase_if(billing.books, [&](const auto& entry) {
    const auto at = billing.subscriptions.find(entry.first);
    if (at == billing.subscriptions.end()) return true;
    const Subscription& it = at->second;
    return it.ended_at && it.current_period_end <= now && entry.second.waiting.empty();
  });
  // A grant with nothing left may get something back while an invoice that used it can be voided.
  std::erase_if(billing.credit_grants, [&](const auto& entry) {
    const CreditGrant& grant = entry.second;
    if (grant.remaining != 0 || grant.created + kept > now) return false;
    return std::none_of(billing.invoices.begin(), billing.invoices.end(), [&](const auto& one) {
      const auto& used = one.second.credits;
      return std::any_of(used.begin(), used.end(), [&](const AppliedCredit& credit) {
        return credit.grant == grant.id;
      });
    });
  });
}

} // namespace portal
