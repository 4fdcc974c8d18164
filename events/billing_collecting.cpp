// An invoice from open to paid, and what its payment or failure means for its subscription.

#include <algorithm>
#include <array>

#include "events/billing_change.hpp"
#include "events/billing_work.hpp"

namespace portal {
namespace {

/// When an invoice that could not be collected is tried again, counted from the first failure.
constexpr std::array<std::chrono::days, 4> retry_after{
  std::chrono::days{1}, std::chrono::days{3}, std::chrono::days{5}, std::chrono::days{7}};

/// The next retry of the schedule after `now`; nothing when it is through.
std::optional<Instant> next_retry(Instant first_failure, Instant now) {
  for (const auto after : retry_after) {
    if (first_failure + after > now) return first_failure + after;
  }
  return std::nullopt;
}

/// True where invoices are tried again by themselves.
bool retries(SubscriptionStatus status) {
  switch (status) {
  case SubscriptionStatus::active:
  case SubscriptionStatus::past_due:
  case SubscriptionStatus::paused:
  case SubscriptionStatus::trialing: return true;
  case SubscriptionStatus::incomplete:
  case SubscriptionStatus::incomplete_expired:
  case SubscriptionStatus::canceled:
  case SubscriptionStatus::unpaid: return false;
  }
  return false;
}

/// True where an invoice that is not paid makes a subscription past due; one that is paused stays so.
bool may_fall_behind(SubscriptionStatus status) {
  return status == SubscriptionStatus::active || status == SubscriptionStatus::trialing;
}

void stop_collecting(BillingWork& work, const SubscriptionId& subscription) {
  for (const InvoiceId& id : work.unsettled_invoices(subscription)) {
    if (work.invoice(id).next_attempt) work.happen(InvoiceCollectionStopped{id});
  }
}

/// The last retry has failed: the subscription ends, or stays without being paid for.
void give_up(BillingWork& work, const SubscriptionId& id, const InvoiceId& invoice) {
  if (work.subscription(id).after_retries == AfterRetries::unpaid) {
    work.happen(SubscriptionUnpaid{id, invoice});
    stop_collecting(work, id);
    return;
  }
  work.happen(InvoiceMarkedUncollectible{invoice, work.now()});
  end_subscription(work, id, CancelReason::payment_failed);
}

void fail_invoice(BillingWork& work, const InvoiceId& id, PaymentError error, Attempt attempt) {
  const Invoice invoice = work.invoice(id);
  InvoicePaymentFailed event;
  event.id = id;
  event.error = std::move(error);
  const bool counts = attempt == Attempt::automatic || invoice.attempt_count == 0;
  event.attempt_count = invoice.attempt_count + (counts ? 1 : 0);
  event.first_failure_at = invoice.first_failure_at.value_or(work.now());
  const Subscription* subscription =
    invoice.subscription ? &work.subscription(*invoice.subscription) : nullptr;
  const bool goes_on = invoice.status == InvoiceStatus::open && subscription != nullptr &&
                       retries(subscription->status);
  if (goes_on) event.next_attempt = next_retry(event.first_failure_at, work.now());
  // A payment by hand that was under way while the last retry fell due: that one is still owed.
  if (goes_on && !event.next_attempt && attempt == Attempt::by_hand) {
    event.next_attempt = work.now();
  }
  const bool through = goes_on && !event.next_attempt && attempt == Attempt::automatic;
  work.happen(std::move(event));
  if (through) {
    give_up(work, subscription->id, id);
  } else if (goes_on && may_fall_behind(subscription->status)) {
    work.happen(SubscriptionPastDue{subscription->id, id});
  }
}

bool is_of_sandbox(const Payment& payment) { return payment.gateway == sandbox_name; }

/// True when the invoice still asks for this payment's money.
bool is_wanted(const Invoice& invoice) {
  return invoice.status == InvoiceStatus::open || invoice.status == InvoiceStatus::uncollectible;
}

/// Money came for an invoice that asks for none: it becomes the customer's balance.
void keep_as_balance(BillingWork& work, const Payment& payment) {
  const Customer& customer = work.customer();
  work.happen(BalanceChanged{
    customer.id, payment.invoice, payment.currency, -payment.amount,
    customer.balance - payment.amount});
}

/// The payment's method has been authenticated by paying with it.
void note_authenticated(BillingWork& work, const Payment& payment) {
  const PaymentMethod* method = find_payment_method(work.before(), payment.payment_method);
  const bool asked = payment.status == PaymentStatus::requires_action && method != nullptr &&
                     method->status == PaymentMethodStatus::requires_action;
  if (asked) work.happen(PaymentMethodAuthenticated{method->id, payment.customer});
}

void conclude_success(BillingWork& work, const Payment& payment, Attempt attempt) {
  note_authenticated(work, payment);
  work.happen(PaymentSucceeded{payment.id, payment.invoice, payment.amount});
  const Invoice& invoice = work.invoice(payment.invoice);
  if (!is_wanted(invoice)) return keep_as_balance(work, payment);
  const bool counts = attempt == Attempt::automatic || invoice.attempt_count == 0;
  work.happen(InvoicePaid{
    payment.invoice, payment.amount, payment.id, invoice.attempt_count + (counts ? 1 : 0),
    work.now()});
  settle(work, payment.invoice);
}

/// True when what became of the payment is what became of the invoice.
bool speaks_for_invoice(BillingWork& work, const Payment& payment) {
  const Invoice& invoice = work.invoice(payment.invoice);
  return is_wanted(invoice) && invoice.payment == payment.id;
}

void add_due_lines(BillingWork& work, const SubscriptionId& id, std::vector<InvoiceLine>& lines) {
  auto due = due_lines(work, id);
  std::move(due.begin(), due.end(), std::back_inserter(lines));
}

/// Credits what was paid for the time after now; answers what waits until it is paid, if anything.
std::optional<std::vector<WaitingLine>>
add_credits(BillingWork& work, const Subscription& subscription, std::vector<InvoiceLine>& lines) {
  Instant until = subscription.current_period_end;
  if (subscription.pause && subscription.pause->remaining_ms) {
    until = work.now() + Millis{*subscription.pause->remaining_ms};
  }
  Decimal rounding;
  auto credits =
    unused_time(work, subscription.id, subscription.items, {work.now(), until}, rounding);
  return take_due(std::move(credits), lines);
}

/// An ended subscription bills no more: credit that waited for an invoice to be paid is given now.
void release_credits(BillingWork& work, const SubscriptionId& id) {
  auto lines = due_lines(work, id);
  if (lines.empty()) return;
  const Period period = work.subscription(id).period();
  bill(work, {id, BillingReason::subscription_cancel, period, std::move(lines)});
}

/// True when the holder need not be asked (again) for a charge that nobody has confirmed.
bool is_authenticated(const CustomerState& state, const PaymentMethod& method) {
  const SandboxCard* card = sandbox_card_by_token(method.gateway_reference);
  if (card == nullptr || card->asks_on_charge) return false;
  const auto& known = state.billing.authenticated_methods;
  return std::binary_search(known.begin(), known.end(), method.id);
}

} // namespace

const PaymentMethod* method_for(const CustomerState& state, const Subscription* subscription) {
  if (subscription != nullptr && subscription->default_payment_method) {
    const auto* own = find_payment_method(state, *subscription->default_payment_method);
    if (own != nullptr) return own;
  }
  return default_payment_method(state);
}

void collect(BillingWork& work, const InvoiceId& id, const PaymentMethod* method, Attempt attempt) {
  const Invoice invoice = work.invoice(id);
  if (method == nullptr) {
    fail_invoice(
      work, id,
      {"no_payment_method", "There is no payment method to charge. Attach one, then pay.", {}},
      attempt
    );
    return;
  }
  Payment payment;
  if (invoice.payment && work.payment(*invoice.payment).status == PaymentStatus::requires_action) {
    const Payment& asking = work.payment(*invoice.payment);
    if (is_of_sandbox(asking)) {
      work.happen(PaymentFailed{
        *invoice.payment, id, {"superseded", "The invoice was tried again by another payment."}});
    } else {
      payment.supersedes = asking.id;
      payment.supersedes_reference = asking.gateway_reference;
    }
  }
  payment.id = work.next_id<PaymentId>();
  payment.customer = invoice.customer;
  payment.invoice = id;
  payment.payment_method = method->id;
  payment.amount = invoice.amount_due;
  payment.currency = invoice.currency;
  payment.attempt = invoice.payment_count + 1;
  payment.gateway = method->gateway;
  payment.idempotency_key = payment.id.text();
  payment.created = work.now();
  if (attempt == Attempt::by_hand) payment.by_hand = true;
  const PaymentId payment_id = payment.id;
  const bool answers_now = is_of_sandbox(payment);
  work.happen(PaymentStarted{std::move(payment)});
  if (!answers_now) return;
  const bool known = is_authenticated(work.before(), *method);
  conclude(work, payment_id, sandbox_charge(method->gateway_reference, known), attempt);
}

void conclude(BillingWork& work, const PaymentId& id, const Charge& charge, Attempt attempt) {
  const Payment payment = work.payment(id);
  switch (charge.outcome) {
  case ChargeOutcome::succeeded: return conclude_success(work, payment, attempt);
  case ChargeOutcome::failed:
    work.happen(PaymentFailed{id, payment.invoice, {charge.code, charge.message}});
    if (!speaks_for_invoice(work, payment)) return;
    fail_invoice(work, payment.invoice, {charge.code, charge.message, id}, attempt);
    return;
  case ChargeOutcome::requires_action:
    work.happen(PaymentActionRequired{id, payment.invoice, charge.next_action_url});
    if (!speaks_for_invoice(work, payment)) {
      if (!is_of_sandbox(payment)) work.happen(PaymentCancelRequested{id, payment.invoice});
      return;
    }
    fail_invoice(
      work, payment.invoice,
      {"authentication_required",
       "The bank asks the customer to authenticate this payment. Confirm it, or pay otherwise.",
       id},
      attempt
    );
    return;
  }
}

void call_off(BillingWork& work, const Payment& payment, PaymentFailure because) {
  if (is_of_sandbox(payment)) {
    if (payment.status != PaymentStatus::requires_action) return;
    work.happen(PaymentFailed{payment.id, payment.invoice, std::move(because)});
  } else if (payment.status == PaymentStatus::requires_action || payment.status == PaymentStatus::processing) {
    if (!payment.cancel_requested.value_or(false)) {
      work.happen(PaymentCancelRequested{payment.id, payment.invoice});
    }
  }
}

void settle(BillingWork& work, const InvoiceId& id) {
  const auto of = work.invoice(id).subscription;
  if (!of) return;
  const Subscription& subscription = work.subscription(*of);
  if (subscription.status == SubscriptionStatus::canceled) return release_credits(work, *of);
  switch (subscription.status) {
  case SubscriptionStatus::incomplete: work.happen(SubscriptionActivated{*of}); return;
  case SubscriptionStatus::past_due:
  case SubscriptionStatus::unpaid:
    if (work.unsettled_invoices(*of).empty()) work.happen(SubscriptionActivated{*of});
    return;
  case SubscriptionStatus::incomplete_expired:
  case SubscriptionStatus::trialing:
  case SubscriptionStatus::active:
  case SubscriptionStatus::paused:
  case SubscriptionStatus::canceled: return;
  }
}

void end_subscription(
  BillingWork& work, const SubscriptionId& id, CancelReason reason, bool credit_unused
) {
  const Subscription subscription = work.subscription(id);
  const bool never_began = subscription.status == SubscriptionStatus::incomplete;
  const bool bills_usage = !never_began && subscription.status != SubscriptionStatus::trialing &&
                           reason != CancelReason::customer_deleted;
  const Period period{
    subscription.current_period_start, std::min(subscription.current_period_end, work.now())};
  std::vector<InvoiceLine> lines;
  if (bills_usage) {
    lines = usage_lines(work, subscription, period);
    auto late = departed_lines(work, id);
    std::move(late.begin(), late.end(), std::back_inserter(lines));
  }
  if (!never_began && reason != CancelReason::customer_deleted) add_due_lines(work, id, lines);
  std::optional<std::vector<WaitingLine>> held;
  if (credit_unused) held = add_credits(work, subscription, lines);
  const Instant asked_at =
    reason == CancelReason::requested ? subscription.canceled_at.value_or(work.now()) : work.now();
  work.happen(SubscriptionCanceled{id, work.now(), asked_at, reason, std::move(held)});
  if (never_began) {
    for (const InvoiceId& invoice : work.unsettled_invoices(id)) void_invoice(work, invoice);
    return;
  }
  stop_collecting(work, id);
  const bool owes = std::any_of(lines.begin(), lines.end(), [](const InvoiceLine& line) {
    return line.amount != 0;
  });
  if (owes) bill(work, {id, BillingReason::subscription_cancel, period, std::move(lines)});
}

} // namespace portal
