// What time brings: expiries, retries, trial ends, renewals. One thing at a time, at its own time, so
// that a clock that jumps ten years leads to the same events as one that ticks every minute.

#include <algorithm>
#include <tuple>

#include "events/billing_work.hpp"

namespace portal {
namespace {

/// Kinds of due things, in the order in which those of one moment are done: what ends is over before
/// what begins with it.
enum class DueKind { credit_expiry, incomplete_expiry, retry, resume, period_end };

struct Due {
  Instant at;
  DueKind kind = DueKind::credit_expiry;
  std::string id;

  bool operator<(const Due& other) const {
    return std::tie(at, kind, id) < std::tie(other.at, other.kind, other.id);
  }
};

std::optional<Due> due_of(const Subscription& subscription) {
  const std::string& id = subscription.id.text();
  switch (subscription.status) {
  case SubscriptionStatus::incomplete:
    return Due{subscription.created + incomplete_for, DueKind::incomplete_expiry, id};
  case SubscriptionStatus::trialing:
  case SubscriptionStatus::active:
  case SubscriptionStatus::past_due:
  case SubscriptionStatus::unpaid:
    return Due{subscription.current_period_end, DueKind::period_end, id};
  case SubscriptionStatus::paused:
    if (!subscription.pause || !subscription.pause->resumes_at) return std::nullopt;
    return Due{*subscription.pause->resumes_at, DueKind::resume, id};
  case SubscriptionStatus::incomplete_expired:
  case SubscriptionStatus::canceled: return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Due> first_due(const CustomerState& state) {
  std::optional<Due> first;
  const auto consider = [&](const Due& due) {
    if (!first || due < *first) first = due;
  };
  for (const auto& [id, subscription] : state.billing.subscriptions) {
    if (const auto due = due_of(subscription)) consider(*due);
  }
  for (const auto& [id, invoice] : state.billing.invoices) {
    const bool open = invoice.status == InvoiceStatus::open;
    if (open && invoice.next_attempt) consider({*invoice.next_attempt, DueKind::retry, id.text()});
  }
  for (const auto& [id, grant] : state.billing.credit_grants) {
    const bool expires = grant.expires_at && grant.remaining > 0 && !grant.voided_at;
    if (expires) consider({*grant.expires_at, DueKind::credit_expiry, id.text()});
  }
  return first;
}

void expire_grant(BillingWork& work, const CreditGrantId& id) {
  const CreditGrant& grant = work.credit_grant(id);
  work.happen(CreditExpired{id, grant.currency, -grant.remaining});
}

void expire_incomplete(BillingWork& work, const SubscriptionId& id) {
  work.happen(SubscriptionExpired{id, work.now()});
  for (const InvoiceId& invoice : work.unsettled_invoices(id)) void_invoice(work, invoice);
}

void retry(BillingWork& work, const InvoiceId& id) {
  const auto of = work.invoice(id).subscription;
  const Subscription* subscription = of ? &work.subscription(*of) : nullptr;
  collect(work, id, method_for(work.before(), subscription), Attempt::automatic);
}

} // namespace

std::optional<Instant> billing_due(const CustomerState& state) {
  const auto first = first_due(state);
  return first ? std::optional{first->at} : std::nullopt;
}

CustomerDecision do_billing_due(const CustomerState& state, const Context& context) {
  const auto first = first_due(state);
  BillingWork work{state, context};
  if (!first) return work.decided({"customer", state.customer->id.text()});
  switch (first->kind) {
  case DueKind::credit_expiry:
    expire_grant(work, CreditGrantId{first->id});
    return work.decided({"credit_grant", first->id});
  case DueKind::incomplete_expiry:
    expire_incomplete(work, SubscriptionId{first->id});
    return work.decided({"subscription", first->id});
  case DueKind::retry:
    retry(work, InvoiceId{first->id});
    return work.decided({"invoice", first->id});
  case DueKind::resume:
    resume(work, SubscriptionId{first->id});
    return work.decided({"subscription", first->id});
  case DueKind::period_end:
    end_period(work, SubscriptionId{first->id});
    return work.decided({"subscription", first->id});
  }
  return work.decided({"customer", state.customer->id.text()});
}

} // namespace portal
