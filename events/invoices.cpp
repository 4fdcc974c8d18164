#include "events/invoices.hpp"

#include "events/billing_amounts.hpp"
#include "events/billing_rules.hpp"
#include "events/billing_work.hpp"

namespace portal {
namespace {

constexpr std::size_t lines_max = 250;
constexpr std::int64_t quantity_max = 999'999'999;

Refusal conflict(std::string code, std::string why) {
  return {RefusalKind::conflict, std::move(code), "", std::move(why)};
}

Refusal already_paid() {
  return conflict("invoice_already_paid", "The invoice is paid: nothing is due.");
}

Refusal not_open(std::string_view status, std::string_view what_to_do) {
  return conflict(
    "invoice_not_open",
    "The invoice is " + std::string{status} + ", not open. " + std::string{what_to_do}
  );
}

/// The invoice, if it is there and as the caller saw it. One that has left the state is refused by what
/// became of it.
Result<const Invoice*>
asked_for(const CustomerState& state, const InvoiceId& id, const Context& context) {
  const auto closed = state.billing.closed_invoices.find(id);
  if (closed != state.billing.closed_invoices.end()) {
    if (closed->second == InvoiceStatus::paid) return tl::unexpected<Refusal>(already_paid());
    return tl::unexpected<Refusal>(not_open(name_of(closed->second), "It stays as it is."));
  }
  auto found = find_invoice(state, id);
  if (!found) return found;
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

bool has_payment_in_progress(const CustomerState& state, const Invoice& invoice) {
  if (!invoice.payment) return false;
  const auto payment = find_payment(state, *invoice.payment);
  return payment && (*payment)->status == PaymentStatus::processing;
}

Refusal payment_in_progress() {
  return conflict(
    "payment_in_progress", "A payment of this invoice is under way. Wait for its outcome."
  );
}

std::optional<Refusal> cannot_pay(const CustomerState& state, const Invoice& invoice) {
  switch (invoice.status) {
  case InvoiceStatus::paid: return already_paid();
  case InvoiceStatus::draft: return not_open("a draft", "Finalize it first.");
  case InvoiceStatus::voided: return not_open("void", "It cannot be paid.");
  case InvoiceStatus::open:
  case InvoiceStatus::uncollectible: break;
  }
  if (has_payment_in_progress(state, invoice)) return payment_in_progress();
  return std::nullopt;
}

/// A one-off invoice's line, priced.
Result<InvoiceLine>
line_of(const RequestedLine& ask, const std::string& path, const Context& context) {
  if (auto refusal = check_text(ask.description, 500, at_path(path, "description"))) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  if (ask.amount.has_value() == ask.unit_amount.has_value()) {
    return tl::unexpected<Refusal>(
      invalid(at_path(path, "amount"), "parameters_exclusive", "Give either amount or unitAmount.")
    );
  }
  if (auto refusal = check_range(ask.quantity.value_or(1), 1, quantity_max, at_path(path, "quantity"))) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  InvoiceLine line;
  line.id = context.ids->next<InvoiceLineId>();
  line.description = ask.description;
  line.quantity = ask.quantity.value_or(1);
  line.period = {context.now, context.now};
  if (ask.amount) {
    line.amount = *ask.amount;
  } else {
    line.unit_amount = Decimal::from_integer(*ask.unit_amount);
    line.amount = times(*line.unit_amount, *line.quantity).value_or(line_amount_max + 1);
  }
  const auto* name = ask.amount ? "amount" : "unitAmount";
  auto refusal = check_range(line.amount, -line_amount_max, line_amount_max, at_path(path, name));
  if (refusal) return tl::unexpected<Refusal>(std::move(*refusal));
  return line;
}

Result<Invoice>
draft_of(const CustomerState& state, const CreateInvoice& ask, const Context& context) {
  if (ask.lines.empty() || ask.lines.size() > lines_max) {
    return tl::unexpected<Refusal>(invalid("lines", "parameter_invalid", "must be 1 to 250 lines.")
    );
  }
  if (state.customer->currency.value_or(ask.currency) != ask.currency) {
    return tl::unexpected<Refusal>(invalid(
      "currency", "currency_mismatch",
      "The customer is billed in " + std::string{state.customer->currency->text()} + "."
    ));
  }
  Invoice draft;
  draft.id = ask.id ? *ask.id : context.ids->next<InvoiceId>();
  draft.customer = state.customer->id;
  draft.currency = ask.currency;
  draft.due_date = ask.due_date;
  draft.period_start = context.now;
  draft.period_end = context.now;
  draft.metadata = ask.metadata;
  draft.created = context.now;
  for (std::size_t at = 0; at < ask.lines.size(); ++at) {
    auto line = line_of(ask.lines[at], at_index("lines", at), context);
    if (!line) return tl::unexpected<Refusal>(line.error());
    draft.lines.push_back(std::move(*line));
  }
  total_up(draft);
  if (draft.total < 0) {
    return tl::unexpected<Refusal>(invalid(
      "lines", "amount_negative", "The lines must not sum to less than 0. Grant credit instead."
    ));
  }
  return draft;
}

} // namespace

CustomerDecision
decide(const CustomerState& state, const CreateInvoice& ask, const Context& context) {
  if (auto refusal = only_for_the_app(context, "create invoices")) return refused(*refusal);
  auto draft = draft_of(state, ask, context);
  if (!draft) return refused(draft.error());
  BillingWork work{state, context};
  const Subject subject{"invoice", draft->id.text()};
  work.happen(InvoiceCreated{std::move(*draft)});
  return work.decided(subject);
}

CustomerDecision
decide(const CustomerState& state, const FinalizeInvoice& ask, const Context& context) {
  if (auto refusal = only_for_the_app(context, "finalize invoices")) return refused(*refusal);
  const auto found = asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  if ((*found)->status != InvoiceStatus::draft) {
    return refused(
      conflict("invoice_already_finalized", "The invoice is finalised and changes no more.")
    );
  }
  BillingWork work{state, context};
  finalize(work, ask.id);
  return work.decided({"invoice", ask.id.text()});
}

CustomerDecision decide(const CustomerState& state, const PayInvoice& ask, const Context& context) {
  const auto found = asked_for(state, ask.id, context);
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
  const auto found = asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  const Invoice& invoice = **found;
  if (invoice.status == InvoiceStatus::paid) return refused(already_paid());
  if (invoice.status == InvoiceStatus::voided) {
    return refused(conflict("invoice_already_void", "The invoice is void already."));
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
