#include "events/tax_rates.hpp"

#include "events/catalog_rules.hpp"

namespace portal {
namespace {

/// Four decimals: numerators and denominators of a tax then stay small integers.
constexpr Int128 percentage_step = Decimal::scale / 10'000;

Check check_percentage(Decimal percentage) {
  const bool in_range = percentage >= Decimal{} && percentage <= Decimal::from_integer(100);
  if (!in_range) {
    return invalid(
      "percentage", "parameter_out_of_range",
      "\"percentage\" must be 0 to 100, not " + percentage.text() + "."
    );
  }
  if (percentage.scaled() % percentage_step == 0) return std::nullopt;
  return invalid(
    "percentage", "percentage_too_fine",
    "\"percentage\" has at most four decimals, such as \"8.8750\"; not " + percentage.text() + "."
  );
}

Check check_tax_rate(const CreateTaxRate& ask) {
  if (auto fault = check_text(ask.display_name, 50, "displayName")) return fault;
  if (auto fault = check_percentage(ask.percentage.value)) return fault;
  if (ask.country) {
    if (auto fault = check_country(*ask.country, "country")) return fault;
  }
  if (ask.state) return check_text(*ask.state, 50, "state");
  return std::nullopt;
}

} // namespace

CatalogDecision decide(const Catalog& state, const CreateTaxRate& ask, const Context& context) {
  if (auto fault = check_tax_rate(ask)) return declined(std::move(*fault));
  auto id = new_id(ask.id, state.tax_rates, context);
  if (!id) return declined(std::move(id.error()));
  return happens(
    "tax_rate", *id,
    TaxRateCreated{
      *id, ask.display_name, ask.percentage, ask.inclusive, ask.country, ask.state,
      ask.active.value_or(true), ask.metadata}
  );
}

CatalogDecision decide(const Catalog& state, const UpdateTaxRate& ask, const Context& context) {
  const TaxRate* is = find_in(state.tax_rates, ask.id);
  if (is == nullptr) return declined(not_found("tax rate", ask.id.text(), "id"));
  auto fixed = first_of(
    fixed_at_creation(ask.percentage, "tax_rate", "percentage"),
    fixed_at_creation(ask.inclusive, "tax_rate", "inclusive"),
    fixed_at_creation(ask.country, "tax_rate", "country"),
    fixed_at_creation(ask.state, "tax_rate", "state")
  );
  if (fixed) return declined(std::move(*fixed));
  if (auto moved = stale(context, is->version)) return declined(std::move(*moved));
  auto metadata = merged(is->metadata, ask.metadata);
  if (!metadata) return declined(std::move(metadata.error()));
  TaxRate after = *is;
  after.display_name = ask.display_name.value_or(is->display_name);
  after.active = ask.active.value_or(is->active);
  after.metadata = std::move(*metadata);
  if (auto fault = check_text(after.display_name, 50, "displayName")) {
    return declined(std::move(*fault));
  }
  if (after == *is) return nothing_to_do("tax_rate", ask.id);
  return happens(
    "tax_rate", ask.id, TaxRateUpdated{ask.id, after.display_name, after.active, after.metadata}
  );
}

void evolve(Catalog& state, const TaxRateCreated& event, const EventMeta& meta) {
  state.tax_rates[event.id] = TaxRate{event.id,          event.display_name,
                                      event.percentage,  event.inclusive,
                                      event.country,     event.state,
                                      event.active,      event.metadata,
                                      meta.effective_at, static_cast<std::int64_t>(meta.version)};
}

void evolve(Catalog& state, const TaxRateUpdated& event, const EventMeta& meta) {
  TaxRate* rate = find_in(state.tax_rates, event.id);
  if (rate == nullptr) return;
  rate->display_name = event.display_name;
  rate->active = event.active;
  rate->metadata = event.metadata;
  rate->version = static_cast<std::int64_t>(meta.version);
}

} // namespace portal
