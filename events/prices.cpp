#include "events/prices.hpp"

#include "events/catalog_rules.hpp"

namespace portal {
namespace {

constexpr std::int64_t amount_max = 999'999'999'999;

Check check_amount(std::int64_t amount, std::string_view param) {
  return check_range(amount, 0, amount_max, param);
}

Check check_decimal(const DecimalText& amount, std::string_view param) {
  if (amount.value >= Decimal{} && amount.value <= Decimal::from_integer(amount_max)) {
    return std::nullopt;
  }
  return invalid(
    param, "parameter_out_of_range",
    "\"" + std::string{param} + "\" must be from 0 to 999999999999, not " + amount.value.text() +
      "."
  );
}

Check check_tier_amounts(const PriceTier& tier, std::string_view path) {
  if (tier.unit_amount && tier.unit_amount_decimal) {
    return invalid(
      at_path(path, "unitAmountDecimal"), "amounts_conflict",
      "A tier has \"unitAmount\" or \"unitAmountDecimal\", not both."
    );
  }
  if (!tier.unit_amount && !tier.unit_amount_decimal && !tier.flat_amount) {
    return invalid(
      at_path(path, "unitAmount"), "tier_amount_missing",
      "A tier needs \"unitAmount\", \"unitAmountDecimal\" or \"flatAmount\"; 0 makes it free."
    );
  }
  Check fault;
  if (tier.unit_amount) fault = check_amount(*tier.unit_amount, at_path(path, "unitAmount"));
  if (!fault && tier.unit_amount_decimal) {
    fault = check_decimal(*tier.unit_amount_decimal, at_path(path, "unitAmountDecimal"));
  }
  if (!fault && tier.flat_amount)
    fault = check_amount(*tier.flat_amount, at_path(path, "flatAmount"));
  return fault;
}

/// The tiers must cover every quantity from 1 on exactly once: bounds rise, the last has none.
Check check_tier_bound(
  const PriceTier& tier, std::int64_t before, bool last, std::string_view path
) {
  const std::string param = at_path(path, "upTo");
  if (last != !tier.up_to.has_value()) {
    return last ? invalid(
                    param, "tiers_end_missing",
                    "The last tier must have \"upTo\": null, so that every quantity has a price."
                  )
                : invalid(param, "tiers_overlap", "Only the last tier may have \"upTo\": null.");
  }
  if (last || *tier.up_to > before) return std::nullopt;
  if (*tier.up_to == before && before > 0) {
    return invalid(
      param, "tiers_duplicate",
      "Two tiers end at " + std::to_string(before) + ". Each bound may stand once."
    );
  }
  return invalid(
    param, "tiers_overlap",
    "\"" + param + "\" must be over " + std::to_string(before) +
      ": tiers stand in rising order and do not overlap."
  );
}

Check check_tiers(const CreatePrice& ask) {
  if (!ask.tiers_mode) {
    return invalid(
      "tiersMode", "tiers_mode_missing", "Tiers need a \"tiersMode\": graduated or volume."
    );
  }
  if (ask.tiers.size() > 100) {
    return invalid("tiers", "parameter_too_long", "\"tiers\" must have at most 100 tiers.");
  }
  std::int64_t before = 0;
  for (std::size_t at = 0; at < ask.tiers.size(); ++at) {
    const PriceTier& tier = ask.tiers[at];
    const std::string path = at_index("tiers", at);
    if (auto fault = check_tier_amounts(tier, path)) return fault;
    if (auto fault = check_tier_bound(tier, before, at + 1 == ask.tiers.size(), path)) return fault;
    before = tier.up_to.value_or(before);
  }
  return std::nullopt;
}

Check check_amounts(const CreatePrice& ask) {
  const int kinds =
    (ask.unit_amount ? 1 : 0) + (ask.unit_amount_decimal ? 1 : 0) + (ask.tiers.empty() ? 0 : 1);
  if (kinds != 1) {
    return invalid(
      "unitAmount", kinds == 0 ? "amount_missing" : "amounts_conflict",
      "A price has exactly one of \"unitAmount\", \"unitAmountDecimal\" and \"tiers\"."
    );
  }
  if (!ask.tiers.empty()) return check_tiers(ask);
  if (ask.tiers_mode) {
    return invalid(
      "tiersMode", "tiers_missing", "\"tiersMode\" is for prices with \"tiers\" alone."
    );
  }
  return ask.unit_amount ? check_amount(*ask.unit_amount, "unitAmount")
                         : check_decimal(*ask.unit_amount_decimal, "unitAmountDecimal");
}

Check check_interval(const Recurring& recurring) {
  // Three years at most, as a subscription's terms must outlive its period.
  std::int64_t most = 3;
  switch (recurring.interval) {
  case Interval::day: most = 1'095; break;
  case Interval::week: most = 156; break;
  case Interval::month: most = 36; break;
  case Interval::year: most = 3; break;
  }
  return check_range(recurring.interval_count, 1, most, "recurring.intervalCount");
}

Check check_meter(const Catalog& state, const CreatePrice& ask) {
  const bool metered = ask.usage_type.value_or(UsageType::licensed) == UsageType::metered;
  if (!metered && ask.meter) {
    return invalid(
      "meter", "meter_not_allowed", "\"meter\" is for prices with \"usageType\": \"metered\" alone."
    );
  }
  if (!metered) return std::nullopt;
  if (!ask.recurring) {
    return invalid(
      "recurring", "recurring_missing", "A metered price is charged by period: say \"recurring\"."
    );
  }
  if (!ask.meter) {
    return invalid(
      "meter", "meter_missing", "A metered price needs the \"meter\" that counts its usage."
    );
  }
  const Meter* meter = find_in(state.meters, *ask.meter);
  if (meter == nullptr) return not_found("meter", ask.meter->text(), "meter");
  if (meter->active) return std::nullopt;
  return Refusal{
    RefusalKind::conflict, "meter_archived", "meter",
    "The meter \"" + ask.meter->text() + "\" is archived. Bring it back, or name another one."};
}

Check check_price(const Catalog& state, const CreatePrice& ask) {
  const Product* product = find_in(state.products, ask.product);
  if (product == nullptr) return not_found("product", ask.product.text(), "product");
  if (!product->active) {
    return Refusal{
      RefusalKind::conflict, "product_archived", "product",
      "The product \"" + ask.product.text() +
        "\" is archived. Bring it back, or name another one."};
  }
  if (ask.nickname) {
    if (auto fault = check_text(*ask.nickname, 250, "nickname")) return fault;
  }
  if (auto fault = check_amounts(ask)) return fault;
  if (ask.recurring) {
    if (auto fault = check_interval(*ask.recurring)) return fault;
  }
  if (ask.trial_days) {
    if (!ask.recurring) {
      return invalid("trialDays", "recurring_missing", "Only a recurring price can have a trial.");
    }
    if (auto fault = check_range(*ask.trial_days, 0, 730, "trialDays")) return fault;
  }
  return check_meter(state, ask);
}

Check check_fixed(const UpdatePrice& ask) {
  return first_of(
    fixed_at_creation(ask.product, "price", "product"),
    fixed_at_creation(ask.currency, "price", "currency"),
    fixed_at_creation(ask.unit_amount, "price", "unitAmount"),
    fixed_at_creation(ask.unit_amount_decimal, "price", "unitAmountDecimal"),
    fixed_at_creation(ask.tiers, "price", "tiers"),
    fixed_at_creation(ask.tiers_mode, "price", "tiersMode"),
    fixed_at_creation(ask.recurring, "price", "recurring"),
    fixed_at_creation(ask.usage_type, "price", "usageType"),
    fixed_at_creation(ask.meter, "price", "meter"),
    fixed_at_creation(ask.trial_days, "price", "trialDays"),
    fixed_at_creation(ask.tax_behavior, "price", "taxBehavior")
  );
}

} // namespace

Decimal unit_price(const Price& price) {
  if (price.unit_amount_decimal) return price.unit_amount_decimal->value;
  return Decimal::from_integer(price.unit_amount.value_or(0));
}

Decimal unit_price(const PriceTier& tier) {
  if (tier.unit_amount_decimal) return tier.unit_amount_decimal->value;
  return Decimal::from_integer(tier.unit_amount.value_or(0));
}

CatalogDecision decide(const Catalog& state, const CreatePrice& ask, const Context& context) {
  if (auto fault = check_price(state, ask)) return declined(std::move(*fault));
  auto id = new_id(ask.id, state.prices, context);
  if (!id) return declined(std::move(id.error()));
  return happens(
    "price", *id,
    PriceCreated{
      *id, ask.product, ask.nickname, ask.currency, ask.unit_amount, ask.unit_amount_decimal,
      ask.tiers, ask.tiers_mode, ask.recurring, ask.usage_type.value_or(UsageType::licensed),
      ask.meter, ask.trial_days, ask.tax_behavior.value_or(TaxBehavior::exclusive),
      ask.active.value_or(true), ask.metadata}
  );
}

CatalogDecision decide(const Catalog& state, const UpdatePrice& ask, const Context& context) {
  const Price* is = find_in(state.prices, ask.id);
  if (is == nullptr) return declined(not_found("price", ask.id.text(), "id"));
  if (auto fault = check_fixed(ask)) return declined(std::move(*fault));
  if (auto moved = stale(context, is->version)) return declined(std::move(*moved));
  auto metadata = merged(is->metadata, ask.metadata);
  if (!metadata) return declined(std::move(metadata.error()));
  Price after = *is;
  ask.nickname.apply_to(after.nickname);
  after.active = ask.active.value_or(is->active);
  after.metadata = std::move(*metadata);
  if (after.nickname) {
    if (auto fault = check_text(*after.nickname, 250, "nickname"))
      return declined(std::move(*fault));
  }
  if (after == *is) return nothing_to_do("price", ask.id);
  return happens(
    "price", ask.id, PriceUpdated{ask.id, after.nickname, after.active, after.metadata}
  );
}

void evolve(Catalog& state, const PriceCreated& event, const EventMeta& meta) {
  state.prices[event.id] = Price{
    event.id,
    event.product,
    event.nickname,
    event.currency,
    event.unit_amount,
    event.unit_amount_decimal,
    event.tiers,
    event.tiers_mode,
    event.recurring,
    event.usage_type,
    event.meter,
    event.trial_days,
    event.tax_behavior,
    event.active,
    event.metadata,
    meta.effective_at,
    static_cast<std::int64_t>(meta.version)};
}

void evolve(Catalog& state, const PriceUpdated& event, const EventMeta& meta) {
  Price* price = find_in(state.prices, event.id);
  if (price == nullptr) return;
  price->nickname = event.nickname;
  price->active = event.active;
  price->metadata = event.metadata;
  price->version = static_cast<std::int64_t>(meta.version);
}

} // namespace portal
