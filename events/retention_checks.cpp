#include "events/retention_checks.hpp"

#include <algorithm>
#include <set>

namespace portal {
namespace {

Check missing(std::string_view path, std::string_view name, OfferType type) {
  const std::string param = at_path(path, name);
  return invalid(
    param, "parameter_missing",
    "\"" + param + "\" is required for an offer of type \"" + std::string{name_of(type)} + "\"."
  );
}

/// Refuses what offers of that type do not have.
Check check_foreign(const RetentionOffer& offer, std::string_view path) {
  struct Given {
    std::string_view name;
    bool is;
    bool fits;
  };

  const bool discount = offer.type == OfferType::discount;
  const bool credit = offer.type == OfferType::credit;
  const auto all = std::to_array<Given>({
    {"percentOff", offer.percent_off.has_value(), discount},
    {"amountOff", offer.amount_off.has_value(), discount},
    {"durationMonths", offer.duration_months.has_value(), discount},
    {"maxDuration", offer.max_duration.has_value(), offer.type == OfferType::pause},
    {"price", offer.price.has_value(), offer.type == OfferType::plan},
    {"amount", offer.amount.has_value(), credit},
    {"currency", offer.currency.has_value(), credit || offer.amount_off.has_value()},
  });
  for (const Given& given : all) {
    if (!given.is || given.fits) continue;
    const std::string param = at_path(path, given.name);
    return invalid(
      param, "parameter_not_allowed",
      "An offer of type \"" + std::string{name_of(offer.type)} + "\" has no \"" +
        std::string{given.name} + "\" here."
    );
  }
  return std::nullopt;
}

Check check_discount(const RetentionOffer& offer, std::string_view path) {
  if (offer.percent_off.has_value() == offer.amount_off.has_value()) {
    return invalid(
      at_path(path, "percentOff"), offer.percent_off ? "amounts_conflict" : "amount_missing",
      "A discount has exactly one of \"percentOff\" and \"amountOff\"."
    );
  }
  if (offer.percent_off && (*offer.percent_off <= Decimal{} || *offer.percent_off > Decimal::from_integer(100))) {
    return invalid(
      at_path(path, "percentOff"), "parameter_out_of_range",
      "\"" + at_path(path, "percentOff") + "\" must be over 0 and at most 100."
    );
  }
  if (offer.amount_off) {
    if (!offer.currency) return missing(path, "currency", offer.type);
    const std::string param = at_path(path, "amountOff");
    if (auto fault = check_range(*offer.amount_off, 1, 999'999'999'999, param)) return fault;
  }
  if (!offer.duration_months) return std::nullopt;
  return check_range(*offer.duration_months, 1, 120, at_path(path, "durationMonths"));
}

Check check_terms(const Catalog& catalog, const RetentionOffer& offer, std::string_view path) {
  switch (offer.type) {
  case OfferType::discount: return check_discount(offer, path);
  case OfferType::pause:
    if (!offer.max_duration) return missing(path, "maxDuration", offer.type);
    return check_range(*offer.max_duration, 1, 730, at_path(path, "maxDuration"));
  case OfferType::plan: {
    if (!offer.price) return missing(path, "price", offer.type);
    const auto price = catalog.prices.find(*offer.price);
    const std::string param = at_path(path, "price");
    if (price == catalog.prices.end()) return not_found("price", offer.price->text(), param);
    if (price->second.recurring) return std::nullopt;
    return invalid(
      param, "price_not_recurring",
      "The price \"" + offer.price->text() + "\" is charged once. A plan needs a recurring price."
    );
  }
  case OfferType::credit:
    if (!offer.amount) return missing(path, "amount", offer.type);
    if (!offer.currency) return missing(path, "currency", offer.type);
    return check_range(*offer.amount, 1, 999'999'999'999, at_path(path, "amount"));
  }
  return std::nullopt;
}

Check check_eligibility(
  const Catalog& catalog, const OfferEligibility& eligibility, std::string_view path
) {
  if (eligibility.once.value_or(false) && eligibility.once_within_months) {
    return invalid(
      at_path(path, "onceWithinMonths"), "parameters_conflict",
      "\"once\" means ever: \"onceWithinMonths\" has nothing to add to it."
    );
  }
  Check fault;
  if (eligibility.once_within_months) {
    fault = check_range(*eligibility.once_within_months, 1, 120, at_path(path, "onceWithinMonths"));
  }
  if (!fault && eligibility.min_tenure_days) {
    fault = check_range(*eligibility.min_tenure_days, 0, 36'500, at_path(path, "minTenureDays"));
  }
  if (!fault && eligibility.min_spend) {
    fault = check_range(*eligibility.min_spend, 0, 999'999'999'999, at_path(path, "minSpend"));
  }
  for (std::size_t at = 0; !fault && at < eligibility.products.size(); ++at) {
    const ProductId& id = eligibility.products[at];
    if (catalog.products.contains(id)) continue;
    fault = not_found("product", id.text(), at_index(at_path(path, "products"), at));
  }
  return fault;
}

/// 1 to 64 letters, digits, `_` and `-`: what the caller may call an offer or an experiment.
Check check_own_id(std::string_view id, std::string_view param) {
  if (is_id_suffix(id)) return std::nullopt;
  return invalid(
    param, "parameter_invalid",
    "\"" + std::string{param} + "\" must be 1 to 64 letters, digits, _ or -."
  );
}

Check check_offer(const Catalog& catalog, const RetentionOffer& offer, std::string_view path) {
  if (auto fault = check_own_id(offer.id, at_path(path, "id"))) return fault;
  if (auto fault = check_text(offer.message, 500, at_path(path, "message"))) return fault;
  if (auto fault = check_foreign(offer, path)) return fault;
  if (auto fault = check_terms(catalog, offer, path)) return fault;
  if (offer.eligibility) {
    const std::string inside = at_path(path, "eligibility");
    if (auto fault = check_eligibility(catalog, *offer.eligibility, inside)) return fault;
  }
  if (!offer.expires_after_hours) return std::nullopt;
  return check_range(*offer.expires_after_hours, 1, 8'760, at_path(path, "expiresAfterHours"));
}

Check check_variant(
  const ExperimentVariant& variant, const std::set<std::string>& offers, std::string_view path
) {
  if (auto fault = check_own_id(variant.name, at_path(path, "name"))) return fault;
  if (auto fault = check_range(variant.weight, 1, 99, at_path(path, "weight"))) return fault;
  std::set<std::string> seen;
  for (std::size_t at = 0; at < variant.offers.size(); ++at) {
    const std::string& id = variant.offers[at];
    const std::string param = at_index(at_path(path, "offers"), at);
    if (!offers.contains(id)) {
      return invalid(
        param, "offer_unknown", "No offer of this configuration has the id \"" + id + "\"."
      );
    }
    if (!seen.insert(id).second) {
      return invalid(param, "offer_duplicate", "The offer \"" + id + "\" stands here twice.");
    }
  }
  return std::nullopt;
}

Check check_experiment(
  const RetentionExperiment& experiment, const std::set<std::string>& offers, std::string_view path
) {
  if (auto fault = check_own_id(experiment.id, at_path(path, "id"))) return fault;
  const std::string list = at_path(path, "variants");
  if (experiment.variants.size() < 2 || experiment.variants.size() > 20) {
    return invalid(
      list, "parameter_out_of_range", "An experiment has 2 to 20 variants to choose between."
    );
  }
  std::set<std::string> names;
  std::int64_t total = 0;
  for (std::size_t at = 0; at < experiment.variants.size(); ++at) {
    const ExperimentVariant& variant = experiment.variants[at];
    const std::string inside = at_index(list, at);
    total += variant.weight;
    if (auto fault = check_variant(variant, offers, inside)) return fault;
    if (!names.insert(variant.name).second) {
      return invalid(
        at_path(inside, "name"), "variant_duplicate",
        "Two variants are called \"" + variant.name + "\"."
      );
    }
  }
  if (total != 100) {
    return invalid(
      list, "experiment_weights_wrong",
      "The variants' weights are percentages and must add up to 100; these add up to " +
        std::to_string(total) + "."
    );
  }
  return std::nullopt;
}

} // namespace

Check check_retention(const Catalog& catalog, const Retention& retention, std::string_view path) {
  const std::string list = at_path(path, "offers");
  if (retention.offers.size() > 20) {
    return invalid(list, "parameter_too_long", "\"" + list + "\" must have at most 20 offers.");
  }
  std::set<std::string> ids;
  for (std::size_t at = 0; at < retention.offers.size(); ++at) {
    const RetentionOffer& offer = retention.offers[at];
    const std::string inside = at_index(list, at);
    if (auto fault = check_offer(catalog, offer, inside)) return fault;
    if (!ids.insert(offer.id).second) {
      return invalid(
        at_path(inside, "id"), "offer_duplicate", "Two offers have the id \"" + offer.id + "\"."
      );
    }
  }
  if (!retention.experiment) return std::nullopt;
  return check_experiment(*retention.experiment, ids, at_path(path, "experiment"));
}

} // namespace portal
