#include "effects/payments.hpp"

#include "effects/tell.hpp"
#include "projections/row_object.hpp"

namespace portal {
namespace {

constexpr int looks_max = 4; ///< at one intent in one try

PaymentFailure failure_of(const GatewayError& error) {
  return {
    error.code.empty() ? "unknown" : error.code,
    error.message.empty() ? "The gateway gave no reason." : error.message};
}

bool has_succeeded(const Intent& intent) { return intent.status == "succeeded"; }

std::string path_of(std::string_view kind, std::string_view id, std::string_view verb = {}) {
  std::string path = "/v1/" + std::string{kind} + "/" + form_encoded(id);
  if (!verb.empty()) path += "/" + std::string{verb};
  return path;
}

} // namespace

struct StripePayments::Job {
  const OutboxItem& item;
  int attempts;
};

bool StripePayments::carry_out(const OutboxItem& item, int attempts) const {
  const Job job{item, attempts};
  if (item.object == "payment") {
    auto payment = row_object<Payment>(*ports_.node->rows(), item.object, item.id);
    if (!payment) return false;
    if (payment->status != PaymentStatus::processing) return true;
    return pay(job, std::move(*payment));
  }
  const auto method = row_object<PaymentMethod>(*ports_.node->rows(), item.object, item.id);
  if (!method) return false;
  if (method->detached_at) return release(job, *method);
  if (method->status != PaymentMethodStatus::processing) return true;
  return set_up(job, *method);
}

// -- payments -----------------------------------------------------------------------------------------

bool StripePayments::pay(const Job& job, Payment payment) const {
  bool paid_before = false;
  if (!give_way(job, payment, paid_before)) return false;
  if (paid_before) {
    return fail(
      job, payment.id, {"superseded", "The payment that it was to replace had succeeded meanwhile."}
    );
  }
  IntentAnswer answer;
  if (payment.gateway_reference) {
    answer = ports_.stripe->get(path_of("payment_intents", *payment.gateway_reference));
  } else if (payment.cancel_requested.value_or(false)) {
    // Nothing is confirmed before it is registered: no money can have moved.
    return fail(job, payment.id, {"canceled", "The payment was called off before it was made."});
  } else if (!make_intent(job, payment, answer)) {
    return answer.heard == Heard::no ? fail(job, payment.id, failure_of(answer.error)) : false;
  }
  return go_on(job, payment, std::move(answer));
}

/// Makes sure that the payment whose place this one takes can no longer succeed, before anything is
/// charged again; or finds out that it has.
bool StripePayments::give_way(const Job& job, const Payment& payment, bool& paid_before) const {
  if (!payment.supersedes) return true;
  const auto old = row_object<Payment>(*ports_.node->rows(), "payment", payment.supersedes->text());
  if (!old) return false;
  paid_before = old->status == PaymentStatus::succeeded;
  if (paid_before || old->status == PaymentStatus::failed || !payment.supersedes_reference) {
    return true;
  }
  const auto answer = ports_.stripe->post(
    path_of("payment_intents", *payment.supersedes_reference, "cancel"), Form{},
    old->idempotency_key + ":cancel:" + std::to_string(job.attempts)
  );
  if (has_succeeded(answer.intent)) {
    paid_before = true;
    return settle(job, old->id, answer.intent);
  }
  if (answer.intent.status != "canceled") {
    note_unknown(job, answer);
    return false;
  }
  return fail(job, old->id, {"superseded", "The invoice was tried again by another payment."});
}

/// False when there is none: refused for good, or not known.
bool StripePayments::make_intent(const Job& job, Payment& payment, IntentAnswer& answer) const {
  const auto method = row_object<PaymentMethod>(
    *ports_.node->rows(), "payment_method", payment.payment_method.text()
  );
  const auto invoice = row_object<Invoice>(*ports_.node->rows(), "invoice", payment.invoice.text());
  if (!method || !invoice) return false;
  const std::string purpose = purpose_of(*invoice);
  const auto earlier = earlier_.find(payment, purpose, method->gateway_customer);
  if (earlier.what != EarlierCharges::What::none) {
    if (!take_over(job, payment, earlier, answer)) return false;
    if (payment.gateway_reference) return true;
  }
  Form form;
  form.add("amount", payment.amount).add("currency", payment.currency.text());
  form.add("payment_method", method->gateway_reference).add("payment_method_types[]", "card");
  if (method->gateway_customer) form.add("customer", *method->gateway_customer);
  form.add("metadata[payment]", payment.id.text());
  form.add("metadata[invoice]", payment.invoice.text());
  form.add("metadata[customer]", payment.customer.text());
  form.add("metadata[purpose]", purpose);
  answer = ports_.stripe->post("/v1/payment_intents", form, payment.idempotency_key);
  if (answer.heard != Heard::yes) {
    if (answer.heard == Heard::unknown) note_unknown(job, answer);
    return false;
  }
  return enter(job, payment, answer.intent.id, answer);
}

/// Writes the gateway's name for the payment into the log.
bool StripePayments::enter(
  const Job& job, Payment& payment, std::string reference, IntentAnswer& answer
) const {
  payment.gateway_reference = std::move(reference);
  if (tell(job, RegisterPayment{payment.id, *payment.gateway_reference})) return true;
  answer.heard = Heard::unknown;
  return false;
}

/// Makes a charge that was lost with the end of the log this payment's own. One of another amount is
/// called off while that can be done; true without a reference then. Otherwise someone has to look.
bool StripePayments::take_over(
  const Job& job, Payment& payment, const EarlierCharges::Found& found, IntentAnswer& answer
) const {
  const Intent& intent = found.intent.intent;
  answer = found.why;
  answer.heard = Heard::unknown;
  switch (found.what) {
  case EarlierCharges::What::none: return true;
  case EarlierCharges::What::unknown: note_unknown(job, answer); return false;
  case EarlierCharges::What::same:
    if (!enter(job, payment, intent.id, answer)) return false;
    ports_.warn("a charge from before the log was restored is taken over", job.item.id, intent.id);
    answer = ports_.stripe->get(path_of("payment_intents", intent.id));
    return true;
  case EarlierCharges::What::other: break;
  }
  if (intent.status != "succeeded" && intent.status != "processing") {
    answer = ports_.stripe->post(
      path_of("payment_intents", intent.id, "cancel"), Form{},
      payment.idempotency_key + ":cancel-lost:" + std::to_string(job.attempts)
    );
    if (answer.intent.status == "canceled") return true;
    answer.heard = Heard::unknown;
    note_unknown(job, answer);
    return false;
  }
  ports_.warn(
    "before the log was restored another amount was charged for this; nothing is charged until "
    "that is "
    "refunded",
    job.item.id, intent.id
  );
  return false;
}

/// From what the intent says to its end.
bool StripePayments::go_on(const Job& job, const Payment& payment, IntentAnswer answer) const {
  const bool unwanted = payment.cancel_requested.value_or(false);
  const std::string& reference = *payment.gateway_reference;
  for (int look = 0; look < looks_max; ++look) {
    const Intent& intent = answer.intent;
    if (intent.id != reference) break; // it says nothing about the intent
    const bool ended = has_succeeded(intent) || intent.status == "canceled";
    const bool confirmable = intent.status == "requires_confirmation";
    if (ended || (!unwanted && !confirmable)) {
      if (intent.status == "processing") return false;
      if (answer.heard == Heard::no && !intent.error) answer.intent.error = answer.error;
      return settle(job, payment.id, answer.intent);
    }
    const std::string turn = std::to_string(job.attempts) + "." + std::to_string(look);
    if (unwanted) {
      answer = ports_.stripe->post(
        path_of("payment_intents", reference, "cancel"), Form{},
        payment.idempotency_key + ":cancel:" + turn
      );
      if (answer.heard == Heard::no && answer.intent.id.empty()) break;
      continue;
    }
    Form form;
    if (payment.by_hand.value_or(false)) {
      form.add("return_url", ports_.return_url);
    } else {
      form.add("off_session", "true");
    }
    answer = ports_.stripe->post(
      path_of("payment_intents", reference, "confirm"), form,
      payment.idempotency_key + ":confirm:" + turn
    );
  }
  note_unknown(job, answer);
  return false;
}

bool StripePayments::settle(const Job& job, const PaymentId& id, const Intent& intent) const {
  SettlePayment command;
  command.id = id;
  if (has_succeeded(intent)) {
    command.outcome = ChargeOutcome::succeeded;
  } else if (intent.status == "requires_action") {
    command.outcome = ChargeOutcome::requires_action;
    if (!intent.next_action_url.empty()) {
      command.next_action_url = Personal<std::string>{intent.next_action_url};
    }
  } else if (intent.status == "canceled") {
    command.failure = PaymentFailure{"canceled", "The payment was called off before it was made."};
  } else {
    command.failure = failure_of(intent.error.value_or(GatewayError{}));
  }
  return tell(job, std::move(command));
}

bool StripePayments::fail(const Job& job, const PaymentId& id, PaymentFailure because) const {
  SettlePayment command;
  command.id = id;
  command.failure = std::move(because);
  return tell(job, std::move(command));
}

// -- payment methods ----------------------------------------------------------------------------------

bool StripePayments::set_up(const Job& job, const PaymentMethod& method) const {
  IntentAnswer answer;
  SettleSetup command;
  command.id = method.id;
  command.gateway_customer = method.gateway_customer;
  if (method.setup_reference) {
    answer = ports_.stripe->get(
      path_of("setup_intents", *method.setup_reference) + "?expand%5B%5D=payment_method"
    );
  } else {
    if (!command.gateway_customer) command.gateway_customer = customer_at_gateway(job);
    if (!command.gateway_customer) return false;
    Form form;
    form.add("customer", *command.gateway_customer);
    form.add("payment_method", method.gateway_reference).add("payment_method_types[]", "card");
    form.add("confirm", "true").add("usage", "off_session").add("return_url", ports_.return_url);
    form.add("metadata[payment_method]", method.id.text()).add("expand[]", "payment_method");
    answer = ports_.stripe->post(
      "/v1/setup_intents", form, method.id.text() + ":setup:" + std::to_string(job.attempts)
    );
  }
  const Intent& intent = answer.intent;
  command.setup_reference = intent.id.empty() ? method.setup_reference : std::optional{intent.id};
  if (has_succeeded(intent)) {
    command.status = PaymentMethodStatus::ready;
    command.card = intent.card;
    if (!intent.payment_method.empty()) command.gateway_reference = intent.payment_method;
  } else if (intent.status == "requires_action") {
    command.status = PaymentMethodStatus::requires_action;
    if (!intent.next_action_url.empty()) {
      command.next_action_url = Personal<std::string>{intent.next_action_url};
    }
  } else if (answer.heard == Heard::unknown || intent.status == "processing") {
    note_unknown(job, answer);
    return false;
  } else {
    const auto why =
      failure_of(answer.heard == Heard::no ? answer.error : intent.error.value_or(GatewayError{}));
    command.failure = SetupFailure{why.code, why.message};
  }
  return tell(job, std::move(command));
}

/// The gateway's name for the customer: from another of its methods, or a new one.
std::optional<std::string> StripePayments::customer_at_gateway(const Job& job) const {
  const auto customer = customer_of(job.item.stream);
  ListQuery query;
  query.object = "payment_method";
  query.customer = customer;
  query.limit = 100;
  const auto page = list_objects(*ports_.node->rows(), query);
  if (!page || !*page) return std::nullopt;
  for (const ObjectRow& row : (*page)->rows) {
    const auto other = object_of_json<PaymentMethod>(row.json);
    if (other && other->gateway_customer) return other->gateway_customer;
  }
  Form form;
  form.add("metadata[customer]", customer->text());
  const auto answer = ports_.stripe->post("/v1/customers", form, customer->text() + ":customer");
  if (answer.heard == Heard::yes) return answer.intent.id;
  note_unknown(job, answer);
  return std::nullopt;
}

bool StripePayments::release(const Job& job, const PaymentMethod& method) const {
  const auto answer = ports_.stripe->post(
    path_of("payment_methods", method.gateway_reference, "detach"), Form{},
    method.id.text() + ":detach:" + std::to_string(job.attempts)
  );
  if (answer.heard == Heard::unknown) {
    note_unknown(job, answer);
    return false;
  }
  // Refused for good means that it is not attached there: that is what was wanted.
  return tell(job, ReleasePaymentMethod{method.id});
}

// -- the way back -------------------------------------------------------------------------------------

bool StripePayments::tell(const Job& job, CustomerCommand command) const {
  const bool fine = portal::tell(*ports_.node, job.item, "payments", std::move(command));
  if (!fine) ports_.warn("a payment's outcome was not taken; trying again", job.item.id, "");
  return fine;
}

void StripePayments::note_unknown(const Job& job, const IntentAnswer& answer) const {
  const std::string why = answer.misconfigured        ? "the API key is refused"
                          : answer.error.code.empty() ? answer.error.message
                                                      : answer.error.code;
  ports_.warn("stripe has not said what became of it; asking again", job.item.id, why);
}

} // namespace portal
