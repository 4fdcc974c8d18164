#include "events/payments.hpp"

#include "events/billing_rules.hpp"
#include "events/billing_work.hpp"

namespace portal {
namespace {

/// The sandbox answers as its card does once the holder has (or has not) authenticated.
void answer_sandbox(BillingWork& work, const Payment& payment, Confirmation answer) {
  const PaymentId id = payment.id;
  const auto* method = find_payment_method(work.before(), payment.payment_method);
  if (method == nullptr) {
    const Charge gone{
      ChargeOutcome::failed, "payment_method_detached",
      "The payment method was detached before the payment was confirmed."};
    conclude(work, id, gone, Attempt::by_hand);
  } else if (answer == Confirmation::failed) {
    const Charge declined{
      ChargeOutcome::failed, "authentication_failed",
      "The customer did not authenticate the payment. Try again, or pay otherwise."};
    conclude(work, id, declined, Attempt::by_hand);
  } else {
    conclude(work, id, sandbox_charge(method->gateway_reference, true), Attempt::by_hand);
  }
}

} // namespace

CustomerDecision
decide(const CustomerState& state, const ConfirmPayment& ask, const Context& context) {
  const auto found = find_payment(state, ask.id);
  if (!found) return refused(found.error());
  const Payment& payment = **found;
  if (auto refusal = session_invoice_refusal(state, context, payment.invoice)) {
    return refused(std::move(*refusal));
  }
  const auto invoice = find_invoice(state, payment.invoice);
  if (invoice && (*invoice)->subscription) {
    auto refusal = session_scope_refusal(state, context, *(*invoice)->subscription);
    if (refusal) return refused(std::move(*refusal));
  }
  if (auto refusal = stale(context, payment.version)) return refused(std::move(*refusal));
  if (payment.status != PaymentStatus::requires_action) {
    return refused(
      {RefusalKind::conflict, "payment_not_waiting", "",
       "The payment is " + std::string{name_of(payment.status)} + ": it asks for nothing."}
    );
  }
  BillingWork work{state, context};
  if (payment.gateway != sandbox_name) {
    if (ask.outcome == Confirmation::failed) {
      return refused(
        {RefusalKind::conflict, "outcome_not_yours_to_say", "outcome",
         "What the bank was answered is the gateway's to say. Leave \"outcome\" out."}
      );
    }
    work.happen(PaymentCheckRequested{ask.id, payment.invoice});
    return work.decided({"payment", ask.id.text()});
  }
  answer_sandbox(work, payment, ask.outcome);
  return work.decided({"payment", ask.id.text()});
}

CustomerDecision
decide(const CustomerState& state, const RegisterPayment& ask, const Context& context) {
  const auto found = find_payment(state, ask.id);
  if (!found) return refused(found.error());
  BillingWork work{state, context};
  const auto& known = (*found)->gateway_reference;
  if (known && *known != ask.gateway_reference) {
    return refused(
      {RefusalKind::conflict, "payment_already_registered", "gatewayReference",
       "The gateway knows the payment as " + *known + " already. Go on with that one."}
    );
  }
  if (!known) work.happen(PaymentRegistered{ask.id, ask.gateway_reference});
  return work.decided({"payment", ask.id.text()});
}

CustomerDecision
decide(const CustomerState& state, const SettlePayment& ask, const Context& context) {
  const auto found = find_payment(state, ask.id);
  if (!found) return refused(found.error());
  const Payment& payment = **found;
  BillingWork work{state, context};
  const Subject subject{"payment", ask.id.text()};
  const bool waits =
    payment.status == PaymentStatus::processing || payment.status == PaymentStatus::requires_action;
  // The gateway may be asked, and answer, more than once: what is known already changes nothing.
  if (!waits) return work.decided(subject);
  const bool asks_still = payment.status == PaymentStatus::requires_action &&
                          ask.outcome == ChargeOutcome::requires_action;
  if (asks_still) return work.decided(subject);
  Charge charge{ask.outcome, {}, {}, ask.next_action_url};
  if (ask.failure) {
    charge.code = ask.failure->code;
    charge.message = ask.failure->message;
  }
  conclude(
    work, ask.id, charge, payment.by_hand.value_or(false) ? Attempt::by_hand : Attempt::automatic
  );
  return work.decided(subject);
}

std::string render(const CustomerState& /*state*/, const Payment& it, Instant /*now*/) {
  return write_object(
    "payment", it, {"gatewayReference", "supersedesReference", "cancelRequested", "byHand"}
  );
}

} // namespace portal
