// How payment methods change by what has happened, and what a gateway other than the sandbox leads to.

#include <algorithm>

#include "events/customer_rules.hpp"
#include "events/payment_methods.hpp"
#include "events/sandbox.hpp"

namespace portal {
namespace {

/// Applies `apply` to the method of that id and notes the version.
template <class Apply>
void change_method(
  CustomerState& state, const PaymentMethodId& id, const EventMeta& meta, Apply&& apply
) {
  PaymentMethod* method = find_in(state.payment_methods, id);
  if (method == nullptr) return;
  apply(*method);
  method->version = version_of(meta);
}

std::vector<Subject> only_method(const PaymentMethodId& id) {
  return {{"payment_method", id.text()}};
}

Refusal not_waiting(const PaymentMethod& method) {
  return {
    RefusalKind::conflict, "payment_method_not_waiting", "id",
    "The payment method is " + std::string{name_of(method.status)} + ": it asks for nothing."};
}

} // namespace

CustomerDecision
decide(const CustomerState& state, const ConfirmPaymentMethod& ask, const Context& context) {
  const PaymentMethod* method = find_in(state.payment_methods, ask.id);
  if (method == nullptr || method->detached_at) {
    return refused(not_found(PaymentMethodId::what, ask.id.text(), "id"));
  }
  if (auto fault = feature_refusal(state, context, PortalFeature::payment_method_update)) {
    return refused(std::move(*fault));
  }
  if (auto moved = stale(context, method->version)) return refused(std::move(*moved));
  if (method->status != PaymentMethodStatus::requires_action) return refused(not_waiting(*method));
  const CustomerId& customer = state.customer->id;
  if (method->gateway != sandbox_name) {
    return this_happens(
      "payment_method", ask.id.text(), PaymentMethodCheckRequested{ask.id, customer}
    );
  }
  if (!ask.authenticated.value_or(true)) {
    return refused(
      {RefusalKind::payment, "authentication_failed", "authenticated",
       "The holder did not authenticate; charges will ask again. Confirm once it has."}
    );
  }
  return this_happens(
    "payment_method", ask.id.text(), PaymentMethodAuthenticated{ask.id, customer}
  );
}

CustomerDecision
decide(const CustomerState& state, const SettleSetup& ask, const Context& /*context*/) {
  const PaymentMethod* method = find_in(state.payment_methods, ask.id);
  if (method == nullptr) return refused(not_found(PaymentMethodId::what, ask.id.text(), "id"));
  auto decided = about("payment_method", ask.id.text());
  // The gateway may be asked, and answer, more than once: what is known already changes nothing.
  if (method->status != PaymentMethodStatus::processing || method->detached_at) return decided;
  const CustomerId& customer = state.customer->id;
  switch (ask.status) {
  case PaymentMethodStatus::processing: return decided;
  case PaymentMethodStatus::ready: {
    decided.events.emplace_back(PaymentMethodAttached{
      ask.id, customer, PaymentMethodType::card, ask.card, method->gateway,
      ask.gateway_reference.value_or(method->gateway_reference), method->metadata,
      ask.gateway_customer});
    const auto& standing = state.customer->default_payment_method;
    if (!standing || method->wants_default.value_or(false)) {
      decided.events.emplace_back(DefaultPaymentMethodChanged{customer, ask.id, standing});
    }
    return decided;
  }
  case PaymentMethodStatus::requires_action:
    decided.events.emplace_back(PaymentMethodActionRequired{
      ask.id, customer, ask.next_action_url, ask.setup_reference, ask.gateway_customer});
    return decided;
  case PaymentMethodStatus::failed:
    decided.events.emplace_back(PaymentMethodSetupFailed{
      ask.id, customer,
      ask.failure.value_or(SetupFailure{"unknown", "The gateway gave no reason."})});
    return decided;
  }
  return decided;
}

CustomerDecision
decide(const CustomerState& state, const ReleasePaymentMethod& ask, const Context& /*context*/) {
  // Whether the method is still in the state or not: the gateway has let go of it.
  return this_happens(
    "payment_method", ask.id.text(), PaymentMethodReleased{ask.id, state.customer->id}
  );
}

void evolve(CustomerState& state, const PaymentMethodAttached& event, const EventMeta& meta) {
  PaymentMethod& method = state.payment_methods[event.id];
  const bool known = !method.id.empty();
  const Instant created = known ? method.created : meta.effective_at;
  method = PaymentMethod{};
  method.id = event.id;
  method.customer = event.customer;
  method.type = event.method_type;
  method.card = event.card;
  method.gateway = event.gateway;
  method.gateway_reference = event.gateway_reference;
  method.gateway_customer = event.gateway_customer;
  method.metadata = event.metadata;
  method.created = created;
  method.version = version_of(meta);
}

void evolve(CustomerState& state, const PaymentMethodDetached& event, const EventMeta& meta) {
  PaymentMethod* method = find_in(state.payment_methods, event.id);
  if (method == nullptr) return;
  method->customer.reset();
  method->is_default = false;
  method->detached_at = meta.effective_at;
  method->version = version_of(meta);
}

void evolve(CustomerState& state, const DefaultPaymentMethodChanged& event, const EventMeta& meta) {
  if (state.customer) {
    state.customer->default_payment_method = event.payment_method;
    state.customer->version = version_of(meta);
  }
  const auto mark = [&](const std::optional<PaymentMethodId>& id, bool is_default) {
    PaymentMethod* method = id ? find_in(state.payment_methods, *id) : nullptr;
    if (method == nullptr) return;
    method->is_default = is_default;
    method->version = version_of(meta);
  };
  mark(event.previous, false);
  mark(event.payment_method, true);
}

void evolve(CustomerState& state, const PaymentMethodSetupStarted& event, const EventMeta& meta) {
  PaymentMethod& method = state.payment_methods[event.id];
  method.id = event.id;
  method.customer = event.customer;
  method.gateway = event.gateway;
  method.gateway_reference = event.gateway_reference;
  method.metadata = event.metadata;
  method.created = meta.effective_at;
  method.status = PaymentMethodStatus::processing;
  if (event.set_as_default) method.wants_default = true;
  method.version = version_of(meta);
}

void evolve(CustomerState& state, const PaymentMethodActionRequired& event, const EventMeta& meta) {
  change_method(state, event.id, meta, [&](PaymentMethod& it) {
    it.status = PaymentMethodStatus::requires_action;
    it.next_action_url = event.next_action_url;
    it.setup_reference = event.setup_reference;
    it.gateway_customer = event.gateway_customer;
  });
}

void evolve(CustomerState& state, const PaymentMethodCheckRequested& event, const EventMeta& meta) {
  change_method(state, event.id, meta, [](PaymentMethod& it) {
    it.status = PaymentMethodStatus::processing;
  });
}

void evolve(CustomerState& state, const PaymentMethodAuthenticated& event, const EventMeta& meta) {
  auto& known = state.billing.authenticated_methods;
  const auto at = std::lower_bound(known.begin(), known.end(), event.id);
  if (at == known.end() || *at != event.id) known.insert(at, event.id);
  change_method(state, event.id, meta, [](PaymentMethod& it) {
    it.status = PaymentMethodStatus::ready;
    it.next_action_url.reset();
  });
}

void evolve(CustomerState& state, const PaymentMethodSetupFailed& event, const EventMeta& meta) {
  change_method(state, event.id, meta, [&](PaymentMethod& it) {
    it.status = PaymentMethodStatus::failed;
    it.failure = event.failure;
    it.next_action_url.reset();
  });
}

void evolve(CustomerState& /*state*/, const PaymentMethodReleased& /*event*/, const EventMeta&) {}

std::vector<Subject> touched(const PaymentMethodAttached& event) {
  return {{"payment_method", event.id.text()}};
}

std::vector<Subject> touched(const PaymentMethodDetached& event) {
  return {{"payment_method", event.id.text()}};
}

std::vector<Subject> touched(const DefaultPaymentMethodChanged& event) {
  std::vector<Subject> subjects{{"customer", event.customer.text()}};
  if (event.previous) subjects.push_back({"payment_method", event.previous->text()});
  if (event.payment_method) subjects.push_back({"payment_method", event.payment_method->text()});
  return subjects;
}

std::vector<Subject> touched(const PaymentMethodSetupStarted& event) {
  return only_method(event.id);
}

std::vector<Subject> touched(const PaymentMethodActionRequired& event) {
  return only_method(event.id);
}

std::vector<Subject> touched(const PaymentMethodCheckRequested& event) {
  return only_method(event.id);
}

std::vector<Subject> touched(const PaymentMethodAuthenticated& event) {
  return only_method(event.id);
}

std::vector<Subject> touched(const PaymentMethodSetupFailed& event) {
  return only_method(event.id);
}

std::vector<Subject> touched(const PaymentMethodReleased& event) { return only_method(event.id); }

} // namespace portal
