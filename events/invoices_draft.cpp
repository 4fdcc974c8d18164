// One-off invoices while they are drafts: made, changed, thrown away, finalised.

#include <algorithm>

#include "events/billing_agreement.hpp"
#include "events/billing_amounts.hpp"
#include "events/billing_rules.hpp"
#include "events/billing_work.hpp"
#include "events/invoices_rules.hpp"
#include "events/taxes.hpp"

namespace portal {
namespace {

constexpr std::size_t lines_max = 250;
constexpr std::int64_t quantity_max = 999'999'999;

tl::unexpected<Refusal> refuse_invalid(std::string_view param, std::string code, std::string why) {
  return tl::unexpected<Refusal>(invalid(param, std::move(code), std::move(why)));
}

/// Refuses what is wrong in the line's own words, before anything is looked up.
Check check_words(const RequestedLine& ask, const std::string& path) {
  const int ways =
    int{ask.amount.has_value()} + int{ask.unit_amount.has_value()} + int{ask.price.has_value()};
  if (ways != 1) {
    return invalid(
      at_path(path, "amount"), "parameters_exclusive", "Give one of amount, unitAmount and price."
    );
  }
  if (!ask.description && !ask.price) {
    return invalid(
      at_path(path, "description"), "parameter_missing",
      "\"" + at_path(path, "description") + "\" is required: say what the line is for."
    );
  }
  if (ask.description) {
    auto fault = check_text(*ask.description, 500, at_path(path, "description"));
    if (fault) return fault;
  }
  return check_range(ask.quantity.value_or(1), 1, quantity_max, at_path(path, "quantity"));
}

/// Fills in what the price says: description, unit amount or tiers, amount, tax behavior.
Check price_line(
  InvoiceLine& line, const PriceId& id, Currency currency, const std::string& path,
  const Catalog& catalog
) {
  const auto found = catalog.prices.find(id);
  if (found == catalog.prices.end()) return not_found("price", id.text(), path);
  const Price& price = found->second;
  if (!price.active) {
    return invalid(path, "price_archived", "The price is archived. Choose an active one.");
  }
  if (price.recurring || price.usage_type == UsageType::metered) {
    return invalid(
      path, "price_recurring",
      "The price is charged by period. Subscribe the customer to it, or choose one charged once."
    );
  }
  if (price.currency != currency) {
    return invalid(
      path, "currency_mismatch",
      "The price is in " + std::string{price.currency.text()} + ", the invoice in " +
        std::string{currency.text()} + "."
    );
  }
  const PriceTerms terms = terms_of(catalog, price);
  auto priced = price_of(terms, Decimal::from_integer(*line.quantity));
  if (!priced) {
    return invalid(
      path, "amount_too_large",
      "Price times quantity is over 999,999,999,999,999 minor units. Ask for fewer."
    );
  }
  line.price = id;
  line.amount = priced->amount;
  if (!terms.tiers_mode) line.unit_amount = terms.unit_amount;
  line.tiers = std::move(priced->shares);
  line.tax_behavior = terms.tax_behavior;
  if (line.description.empty()) line.description = terms.description;
  return std::nullopt;
}

/// A one-off invoice's line, priced and taxed.
Result<InvoiceLine> line_of(
  const CustomerState& state, const RequestedLine& ask, Currency currency, const std::string& path,
  const Context& context
) {
  if (auto fault = check_words(ask, path)) return tl::unexpected<Refusal>(std::move(*fault));
  InvoiceLine line;
  line.id = context.ids->next<InvoiceLineId>();
  line.description = ask.description.value_or("");
  line.quantity = ask.quantity.value_or(1);
  line.period = {context.now, context.now};
  if (ask.price) {
    auto fault = price_line(line, *ask.price, currency, at_path(path, "price"), *context.catalog);
    if (fault) return tl::unexpected<Refusal>(std::move(*fault));
  } else if (ask.amount) {
    line.amount = *ask.amount;
  } else {
    line.unit_amount = Decimal::from_integer(*ask.unit_amount);
    line.amount = times(*line.unit_amount, *line.quantity).value_or(line_amount_max + 1);
  }
  const auto* name = ask.amount ? "amount" : "unitAmount";
  auto refusal = check_range(line.amount, -line_amount_max, line_amount_max, at_path(path, name));
  if (refusal) return tl::unexpected<Refusal>(std::move(*refusal));
  const auto rates = tax_terms_of(*context.catalog, ask.tax_rates, at_path(path, "taxRates"));
  if (!rates) return tl::unexpected<Refusal>(rates.error());
  tax_line(line, *rates, state.customer->tax_exempt.value_or(TaxExempt::none));
  return line;
}

Result<std::vector<InvoiceLine>> lines_of(
  const CustomerState& state, const std::vector<RequestedLine>& asked, Currency currency,
  std::string_view param, const Context& context
) {
  std::vector<InvoiceLine> lines;
  for (std::size_t at = 0; at < asked.size(); ++at) {
    auto line = line_of(state, asked[at], currency, at_index(param, at), context);
    if (!line) return tl::unexpected<Refusal>(line.error());
    lines.push_back(std::move(*line));
  }
  return lines;
}

Check check_due_date(const std::optional<Instant>& due_date, Instant now) {
  if (!due_date || *due_date > now) return std::nullopt;
  return invalid("dueDate", "parameter_in_the_past", "\"dueDate\" must be in the future.");
}

/// Refuses lines that are too many or owe the customer something.
Check check_lines(const Invoice& draft, std::string_view param) {
  if (draft.lines.size() > lines_max) {
    return invalid(param, "too_many_lines", "An invoice has at most 250 lines.");
  }
  if (draft.total >= 0) return std::nullopt;
  return invalid(
    param, "amount_negative", "The lines must not sum to less than 0. Grant credit instead."
  );
}

Result<Invoice>
draft_of(const CustomerState& state, const CreateInvoice& ask, const Context& context) {
  if (ask.lines.empty() || ask.lines.size() > lines_max) {
    return refuse_invalid("lines", "parameter_invalid", "must be 1 to 250 lines.");
  }
  const auto billed = billed_currency(state);
  if (billed.value_or(ask.currency) != ask.currency) {
    return refuse_invalid(
      "currency", "currency_mismatch",
      "The customer is billed in " + std::string{billed->text()} + "."
    );
  }
  if (auto fault = check_due_date(ask.due_date, context.now)) {
    return tl::unexpected<Refusal>(std::move(*fault));
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
  draft.tax_exempt = state.customer->tax_exempt;
  auto lines = lines_of(state, ask.lines, ask.currency, "lines", context);
  if (!lines) return tl::unexpected<Refusal>(lines.error());
  draft.lines = std::move(*lines);
  total_up(draft);
  if (auto fault = check_lines(draft, "lines")) return tl::unexpected<Refusal>(std::move(*fault));
  return draft;
}

/// The draft, if it is one that its maker may still change.
Result<const Invoice*>
draft_asked_for(const CustomerState& state, const InvoiceId& id, const Context& context) {
  auto found = invoice_asked_for(state, id, context);
  if (!found) return found;
  if ((*found)->status != InvoiceStatus::draft) {
    return tl::unexpected<Refusal>(
      invoice_conflict("invoice_already_finalized", "The invoice is finalised and changes no more.")
    );
  }
  return found;
}

/// The same, for drafts that were asked for by hand.
Result<const Invoice*>
one_off_asked_for(const CustomerState& state, const InvoiceId& id, const Context& context) {
  auto found = draft_asked_for(state, id, context);
  if (!found || (*found)->billing_reason == BillingReason::manual) return found;
  return tl::unexpected<Refusal>(invoice_conflict(
    "invoice_of_subscription", "A subscription's draft is made by its terms alone."
  ));
}

Check remove_lines(Invoice& draft, const std::vector<InvoiceLineId>& ids) {
  for (std::size_t at = 0; at < ids.size(); ++at) {
    const auto removed =
      std::erase_if(draft.lines, [&](const InvoiceLine& line) { return line.id == ids[at]; });
    if (removed == 0) return not_found("invoice line", ids[at].text(), at_index("removeLines", at));
  }
  return std::nullopt;
}

} // namespace

CustomerDecision
decide(const CustomerState& state, const CreateInvoice& ask, const Context& context) {
  if (auto refusal = only_for_the_app(context, "create invoices")) return refused(*refusal);
  auto draft = draft_of(state, ask, context);
  if (!draft) return refused(draft.error());
  BillingWork work{state, context};
  const InvoiceId id = draft->id;
  work.happen(InvoiceCreated{std::move(*draft)});
  if (ask.auto_finalize.value_or(false)) finalize(work, id);
  return work.decided({"invoice", id.text()});
}

CustomerDecision
decide(const CustomerState& state, const UpdateInvoice& ask, const Context& context) {
  if (auto refusal = only_for_the_app(context, "change invoices")) return refused(*refusal);
  const auto found = one_off_asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  Invoice draft = **found;
  if (auto fault = remove_lines(draft, ask.remove_lines)) return refused(std::move(*fault));
  auto added = lines_of(state, ask.add_lines, draft.currency, "addLines", context);
  if (!added) return refused(added.error());
  std::move(added->begin(), added->end(), std::back_inserter(draft.lines));
  total_up(draft);
  if (auto fault = check_lines(draft, "addLines")) return refused(std::move(*fault));
  ask.due_date.apply_to(draft.due_date);
  if (ask.due_date.given() != nullptr) {
    if (auto fault = check_due_date(draft.due_date, context.now)) return refused(std::move(*fault));
  }
  auto metadata = merged(draft.metadata, ask.metadata);
  if (!metadata) return refused(metadata.error());
  draft.metadata = std::move(*metadata);
  BillingWork work{state, context};
  if (draft != **found) {
    work.happen(InvoiceDraftChanged{
      draft.id, draft.lines, draft.subtotal, draft.discount_total, draft.tax_total, draft.total,
      draft.due_date, draft.metadata});
  }
  return work.decided({"invoice", ask.id.text()});
}

CustomerDecision
decide(const CustomerState& state, const DeleteInvoice& ask, const Context& context) {
  if (auto refusal = only_for_the_app(context, "delete invoices")) return refused(*refusal);
  const auto found = one_off_asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  BillingWork work{state, context};
  work.happen(InvoiceDeleted{ask.id});
  return work.decided({"deleted_invoice", ask.id.text()});
}

CustomerDecision
decide(const CustomerState& state, const FinalizeInvoice& ask, const Context& context) {
  if (auto refusal = only_for_the_app(context, "finalize invoices")) return refused(*refusal);
  const auto found = draft_asked_for(state, ask.id, context);
  if (!found) return refused(found.error());
  if ((*found)->lines.empty()) {
    return refused(
      invoice_conflict("invoice_empty", "The invoice has no lines. Add some, or delete it.")
    );
  }
  BillingWork work{state, context};
  finalize(work, ask.id);
  return work.decided({"invoice", ask.id.text()});
}

} // namespace portal
