#include "events/invoices.hpp"

#include "events/billing_rules.hpp"
#include "events/billing_work.hpp"
#include "events/invoices_rules.hpp"

namespace portal {
namespace {

bool has_payment_in_progress(const CustomerState& state, const Invoice& invoice) {
  if (!invoice.payment) return false;
  const auto payment = find_payment(state, *invoice.payment);
  return payment && (*payment)->status == PaymentStatus::processing;
}

Refusal payment_in_progress() {
  return invoice_conflict(
    "payment_in_progress", "A payment of this invoice is under way. Wait for its outcome."
  );
}

std::optional<Refusal> cannot_pay(const CustomerState& state, const Invoice& invoice) {
  switch (invoice.status) {
  case InvoiceStatus::paid: return invoice_already_paid();
  case InvoiceStatus::draft: return invoice_not_open("a draft", "Finalize it first.");
  case InvoiceStatus::voided: return invoice_not_open("void", "It cannot be paid.");
  case InvoiceStatus::open:
  case InvoiceStatus::uncollectible: break;
  }
  if (has_payment_in_progress(state, invoice)) return payment_in_progress();
  return std::nullopt;
}

} // namespace

CustomerDecision decide(const CustomerState& state, const PayInvoice& ask, const Context& context) {
  const auto found = invoice_asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  const Invoice& invoice = **found;
  if (auto refusal = feature_refusal(state, context, PortalFeature::invoice_history)) {
    return refused(*refusal);
  }
  if (auto refusal = cannot_pay(state, invoice)) return refused(*refusal);
  const PaymentMethod* method = nullptr;
  if (ask.payment_method) {
    method = find_payment_method(state, *ask.payment_method);
    if (method == nullptr) {
      return refused(*unattached(state, *ask.payment_method, "paymentMethod"));
    }
  } else {
    const auto subscription = invoice.subscription ? find_subscription(state, *invoice.subscription)
                                                   : Result<const Subscription*>{nullptr};
    method = method_for(state, subscription ? *subscription : nullptr);
    if (method == nullptr) {
      return refused(
        {RefusalKind::payment, "no_payment_method", "paymentMethod",
         "There is no payment method to charge. Attach one, or name one."}
      );
    }
  }
  BillingWork work{state, context};
  collect(work, ask.id, method, Attempt::by_hand);
  return work.decided({"invoice", ask.id.text()});
}

CustomerDecision
decide(const CustomerState& state, const VoidInvoice& ask, const Context& context) {
  if (auto refusal = only_for_the_app(context, "void invoices")) return refused(*refusal);
  const auto found = invoice_asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  const Invoice& invoice = **found;
  if (invoice.status == InvoiceStatus::paid) return refused(invoice_already_paid());
  if (invoice.status == InvoiceStatus::voided) {
    return refused(invoice_conflict("invoice_already_void", "The invoice is void already."));
  }
  if (invoice.status == InvoiceStatus::draft) {
    return refused(invoice_not_open("a draft", "Delete it instead: nothing was asked for yet."));
  }
  if (has_payment_in_progress(state, invoice)) return refused(payment_in_progress());
  BillingWork work{state, context};
  const bool first = invoice.subscription && work.subscription(*invoice.subscription).status ==
                                               SubscriptionStatus::incomplete;
  if (first) work.happen(SubscriptionExpired{*invoice.subscription, context.now});
  void_invoice(work, ask.id);
  if (!first) settle(work, ask.id);
  return work.decided({"invoice", ask.id.text()});
}

CustomerDecision
decide(const CustomerState& state, const MarkInvoiceUncollectible& ask, const Context& context) {
  if (auto refusal = only_for_the_app(context, "give invoices up")) return refused(*refusal);
  const auto found = invoice_asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  const Invoice& invoice = **found;
  switch (invoice.status) {
  case InvoiceStatus::paid: return refused(invoice_already_paid());
  case InvoiceStatus::draft:
    return refused(invoice_not_open("a draft", "Finalize it first, or delete it."));
  case InvoiceStatus::voided: return refused(invoice_not_open("void", "It asks for nothing."));
  case InvoiceStatus::uncollectible:
    return refused(
      invoice_conflict("invoice_already_uncollectible", "The invoice is uncollectible already.")
    );
  case InvoiceStatus::open: break;
  }
  if (has_payment_in_progress(state, invoice)) return refused(payment_in_progress());
  BillingWork work{state, context};
  // Nobody is served for a first invoice that was given up.
  const bool first = invoice.subscription && work.subscription(*invoice.subscription).status ==
                                               SubscriptionStatus::incomplete;
  if (first) work.happen(SubscriptionExpired{*invoice.subscription, context.now});
  work.happen(InvoiceMarkedUncollectible{ask.id, context.now});
  if (!first) settle(work, ask.id);
  return work.decided({"invoice", ask.id.text()});
}

Result<const Invoice*>
invoice_asked_for(const CustomerState& state, const InvoiceId& id, const Context& context) {
  const auto closed = state.billing.closed_invoices.find(id);
  if (closed != state.billing.closed_invoices.end()) {
    if (closed->second == InvoiceStatus::paid) {
      return tl::unexpected<Refusal>(invoice_already_paid());
    }
    return tl::unexpected<Refusal>(invoice_not_open(name_of(closed->second), "It stays as it is."));
  }
  auto found = find_invoice(state, id);
  if (!found) return found;
  const bool draft = (*found)->status == InvoiceStatus::draft;
  if (draft && context.origin.principal.is_customer()) {
    return tl::unexpected<Refusal>(not_found("invoice", id.text(), "id")); // not theirs to see yet
  }
  if (auto refusal = session_invoice_refusal(state, context, id)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  if ((*found)->subscription) {
    if (auto refusal = session_scope_refusal(state, context, *(*found)->subscription)) {
      return tl::unexpected<Refusal>(std::move(*refusal));
    }
  }
  if (auto refusal = stale(context, (*found)->version)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  return found;
}

std::string render(const CustomerState& /*state*/, const Invoice& it, Instant /*now*/) {
  return write_object("invoice", it, [&](Members& members) {
    members.integer("amount", it.total);
  });
}

std::optional<Refusal> payment_refusal(const Invoice& invoice) {
  if (invoice.status == InvoiceStatus::paid || !invoice.payment_error) return std::nullopt;
  const PaymentError& error = *invoice.payment_error;
  if (error.code == "authentication_required") {
    return Refusal{RefusalKind::payment, "payment_requires_action", "", error.message};
  }
  return Refusal{
    RefusalKind::payment, "payment_failed", "",
    "The payment was declined (" + error.code + "): " + error.message};
}

} // namespace portal
