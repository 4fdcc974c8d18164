#include "events/payments.hpp"

#include "events/billing_rules.hpp"
#include "events/billing_work.hpp"

namespace portal {

CustomerDecision
decide(const CustomerState& state, const ConfirmPayment& ask, const Context& context) {
  const auto found = find_payment(state, ask.id);
  if (!found) return refused(found.error());
  const Payment& payment = **found;
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
  const auto* method = find_payment_method(state, payment.payment_method);
  if (method == nullptr) {
    const Charge gone{
      ChargeOutcome::failed, "payment_method_detached",
      "The payment method was detached before the payment was confirmed."};
    conclude(work, ask.id, gone, Attempt::by_hand);
  } else if (ask.outcome == Confirmation::failed) {
    const Charge declined{
      ChargeOutcome::failed, "authentication_failed",
      "The customer did not authenticate the payment. Try again, or pay otherwise."};
    conclude(work, ask.id, declined, Attempt::by_hand);
  } else {
    conclude(work, ask.id, sandbox_charge(method->gateway_reference, true), Attempt::by_hand);
  }
  return work.decided({"payment", ask.id.text()});
}

std::string render(const CustomerState& /*state*/, const Payment& it, Instant /*now*/) {
  return write_object("payment", it);
}

} // namespace portal
