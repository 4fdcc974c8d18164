#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/checks.hpp"
#include "events/decider.hpp"

namespace portal {

struct Catalog;
struct CatalogDecision;

/// An exact decimal that is always written as a string, as clients keep it: `"0.5"`.
struct DecimalText {
  Decimal value;
  bool operator==(const DecimalText&) const = default;
};

template <> struct Wire<DecimalText> {
  static bool read(DecimalText& into, const Json& json, Reader& reader) {
    return Wire<Decimal>::read(into.value, json, reader);
  }

  static void write(DecimalText value, std::string& out) { write_text(out, value.value.text()); }
};

// -- object -------------------------------------------------------------------------------------------

enum class TiersMode { graduated, volume };

constexpr auto names_of(TiersMode) {
  return std::to_array<std::string_view>({"graduated", "volume"});
}

enum class UsageType { licensed, metered };

constexpr auto names_of(UsageType) {
  return std::to_array<std::string_view>({"licensed", "metered"});
}

enum class TaxBehavior { exclusive, inclusive };

constexpr auto names_of(TaxBehavior) {
  return std::to_array<std::string_view>({"exclusive", "inclusive"});
}

/// What units up to `up_to` cost; the last tier has none and takes the rest.
struct PriceTier {
  std::optional<std::int64_t> up_to;
  std::optional<std::int64_t> unit_amount;
  std::optional<DecimalText> unit_amount_decimal;
  std::optional<std::int64_t> flat_amount;
  bool operator==(const PriceTier&) const = default;
  static constexpr Fields fields{
    Field{"up_to", &PriceTier::up_to, "The last unit of this tier; null in the last tier."},
    Field{"unit_amount", &PriceTier::unit_amount, "Minor units for each unit in this tier."},
    Field{"unit_amount_decimal", &PriceTier::unit_amount_decimal, "The same with decimals."},
    Field{"flat_amount", &PriceTier::flat_amount, "Minor units for reaching this tier at all."},
  };
};

/// How often a price is charged.
struct Recurring {
  Interval interval = Interval::month;
  std::int64_t interval_count = 1;
  bool operator==(const Recurring&) const = default;
  static constexpr Fields fields{
    Field{"interval", &Recurring::interval, "The unit of the billing interval."},
    Field{
      "interval_count", &Recurring::interval_count, "How many units one interval has; default 1.",
      Presence::defaulted},
  };
};

/// What a product costs and how it is counted. Its terms never change.
struct Price {
  PriceId id;
  ProductId product;
  std::optional<std::string> nickname;
  Currency currency;
  std::optional<std::int64_t> unit_amount;
  std::optional<DecimalText> unit_amount_decimal;
  std::vector<PriceTier> tiers;
  std::optional<TiersMode> tiers_mode;
  std::optional<Recurring> recurring;
  UsageType usage_type = UsageType::licensed;
  std::optional<MeterId> meter;
  std::optional<std::int64_t> trial_days;
  TaxBehavior tax_behavior = TaxBehavior::exclusive;
  bool active = true;
  Metadata metadata;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const Price&) const = default;
  static constexpr Fields fields{
    Field{"id", &Price::id, "The price's id."},
    Field{"product", &Price::product, "The product it is for."},
    Field{"nickname", &Price::nickname, "A name for those who sell."},
    Field{"currency", &Price::currency, "The currency of all its amounts."},
    Field{"unit_amount", &Price::unit_amount, "Minor units for one unit."},
    Field{
      "unit_amount_decimal", &Price::unit_amount_decimal, "Minor units for one, with decimals."},
    Field{"tiers", &Price::tiers, "Prices by quantity, instead of a unit amount."},
    Field{"tiers_mode", &Price::tiers_mode, "Each tier for its own units, or one tier for all."},
    Field{"recurring", &Price::recurring, "How often it is charged; absent: once."},
    Field{"usage_type", &Price::usage_type, "By quantity in advance, or by usage afterwards."},
    Field{"meter", &Price::meter, "What counts the usage of a metered price."},
    Field{"trial_days", &Price::trial_days, "Days without charge for a new subscription."},
    Field{"tax_behavior", &Price::tax_behavior, "Is tax on top of the amount, or inside it?"},
    Field{"active", &Price::active, "False once archived: no new subscriptions."},
    Field{"metadata", &Price::metadata, "The caller's own notes."},
    Field{"created", &Price::created, "When it was created."},
    Field{"version", &Price::version, "Stream version of its latest event."},
  };
};

/// What one unit costs, for prices without tiers.
Decimal unit_price(const Price& price);

/// What one unit of that tier costs.
Decimal unit_price(const PriceTier& tier);

// -- what may be asked for ----------------------------------------------------------------------------

struct CreatePrice {
  std::optional<PriceId> id;
  ProductId product;
  std::optional<std::string> nickname;
  Currency currency;
  std::optional<std::int64_t> unit_amount;
  std::optional<DecimalText> unit_amount_decimal;
  std::vector<PriceTier> tiers;
  std::optional<TiersMode> tiers_mode;
  std::optional<Recurring> recurring;
  std::optional<UsageType> usage_type;
  std::optional<MeterId> meter;
  std::optional<std::int64_t> trial_days;
  std::optional<TaxBehavior> tax_behavior;
  std::optional<bool> active;
  Metadata metadata;
  static constexpr std::string_view type = "price.create";
  static constexpr Fields fields{
    Field{"id", &CreatePrice::id, "An id of the caller's choice."},
    Field{"product", &CreatePrice::product, "The product it is for."},
    Field{"nickname", &CreatePrice::nickname, "A name for those who sell."},
    Field{"currency", &CreatePrice::currency, "The currency of all its amounts."},
    Field{"unit_amount", &CreatePrice::unit_amount, "Minor units for one unit."},
    Field{
      "unit_amount_decimal", &CreatePrice::unit_amount_decimal,
      "Minor units for one, with up to 12 decimals."},
    Field{"tiers", &CreatePrice::tiers, "Prices by quantity, instead of a unit amount."},
    Field{"tiers_mode", &CreatePrice::tiers_mode, "Each tier for its own units, or one for all."},
    Field{"recurring", &CreatePrice::recurring, "How often it is charged; absent: once."},
    Field{"usage_type", &CreatePrice::usage_type, "Default licensed."},
    Field{"meter", &CreatePrice::meter, "What counts the usage of a metered price."},
    Field{"trial_days", &CreatePrice::trial_days, "Days without charge for a new subscription."},
    Field{"tax_behavior", &CreatePrice::tax_behavior, "Default exclusive."},
    Field{"active", &CreatePrice::active, "May it be sold? Default true."},
    Field{"metadata", &CreatePrice::metadata, "The caller's own notes."},
  };
};

/// Archives, renames, annotates. The terms are here only to be refused by name: they never change.
struct UpdatePrice {
  PriceId id;
  Patch<std::string> nickname;
  std::optional<bool> active;
  Patch<MetadataPatch> metadata;
  std::optional<RawJson> product;
  std::optional<RawJson> currency;
  std::optional<RawJson> unit_amount;
  std::optional<RawJson> unit_amount_decimal;
  std::optional<RawJson> tiers;
  std::optional<RawJson> tiers_mode;
  std::optional<RawJson> recurring;
  std::optional<RawJson> usage_type;
  std::optional<RawJson> meter;
  std::optional<RawJson> trial_days;
  std::optional<RawJson> tax_behavior;
  static constexpr std::string_view type = "price.update";
  static constexpr Fields fields{
    Field{"id", &UpdatePrice::id, "The price to change."},
    Field{"nickname", &UpdatePrice::nickname, "A name for those who sell; null removes it."},
    Field{"active", &UpdatePrice::active, "False archives it, true brings it back."},
    Field{"metadata", &UpdatePrice::metadata, "Keys to set; null or an empty string removes one."},
    Field{"product", &UpdatePrice::product, "Fixed at creation: create another price."},
    Field{"currency", &UpdatePrice::currency, "Fixed at creation: create another price."},
    Field{"unit_amount", &UpdatePrice::unit_amount, "Fixed at creation: create another price."},
    Field{
      "unit_amount_decimal", &UpdatePrice::unit_amount_decimal,
      "Fixed at creation: create another price."},
    Field{"tiers", &UpdatePrice::tiers, "Fixed at creation: create another price."},
    Field{"tiers_mode", &UpdatePrice::tiers_mode, "Fixed at creation: create another price."},
    Field{"recurring", &UpdatePrice::recurring, "Fixed at creation: create another price."},
    Field{"usage_type", &UpdatePrice::usage_type, "Fixed at creation: create another price."},
    Field{"meter", &UpdatePrice::meter, "Fixed at creation: create another price."},
    Field{"trial_days", &UpdatePrice::trial_days, "Fixed at creation: create another price."},
    Field{"tax_behavior", &UpdatePrice::tax_behavior, "Fixed at creation: create another price."},
  };
};

using PriceCommand = std::variant<CreatePrice, UpdatePrice>;

// -- what has happened --------------------------------------------------------------------------------

struct PriceCreated {
  PriceId id;
  ProductId product;
  std::optional<std::string> nickname;
  Currency currency;
  std::optional<std::int64_t> unit_amount;
  std::optional<DecimalText> unit_amount_decimal;
  std::vector<PriceTier> tiers;
  std::optional<TiersMode> tiers_mode;
  std::optional<Recurring> recurring;
  UsageType usage_type = UsageType::licensed;
  std::optional<MeterId> meter;
  std::optional<std::int64_t> trial_days;
  TaxBehavior tax_behavior = TaxBehavior::exclusive;
  bool active = true;
  Metadata metadata;
  bool operator==(const PriceCreated&) const = default;
  static constexpr std::string_view type = "price.created.v1";
  static constexpr Fields fields{
    Field{"id", &PriceCreated::id, "The price."},
    Field{"product", &PriceCreated::product, "The product it is for."},
    Field{"nickname", &PriceCreated::nickname, "A name for those who sell."},
    Field{"currency", &PriceCreated::currency, "The currency of all its amounts."},
    Field{"unit_amount", &PriceCreated::unit_amount, "Minor units for one unit."},
    Field{"unit_amount_decimal", &PriceCreated::unit_amount_decimal, "The same with decimals."},
    Field{"tiers", &PriceCreated::tiers, "Prices by quantity."},
    Field{"tiers_mode", &PriceCreated::tiers_mode, "How the tiers add up."},
    Field{"recurring", &PriceCreated::recurring, "How often it is charged."},
    Field{"usage_type", &PriceCreated::usage_type, "By quantity or by usage."},
    Field{"meter", &PriceCreated::meter, "What counts the usage."},
    Field{"trial_days", &PriceCreated::trial_days, "Days without charge."},
    Field{"tax_behavior", &PriceCreated::tax_behavior, "Is tax on top, or inside?"},
    Field{"active", &PriceCreated::active, "May it be sold?"},
    Field{"metadata", &PriceCreated::metadata, "The caller's own notes."},
  };
};

/// What may change of a price, as it is after the change.
struct PriceUpdated {
  PriceId id;
  std::optional<std::string> nickname;
  bool active = true;
  Metadata metadata;
  bool operator==(const PriceUpdated&) const = default;
  static constexpr std::string_view type = "price.updated.v1";
  static constexpr Fields fields{
    Field{"id", &PriceUpdated::id, "The price."},
    Field{"nickname", &PriceUpdated::nickname, "A name for those who sell."},
    Field{"active", &PriceUpdated::active, "May it be sold?"},
    Field{"metadata", &PriceUpdated::metadata, "The caller's own notes."},
  };
};

using PriceEvent = std::variant<PriceCreated, PriceUpdated>;

// -- rules --------------------------------------------------------------------------------------------

CatalogDecision decide(const Catalog&, const CreatePrice&, const Context&);
CatalogDecision decide(const Catalog&, const UpdatePrice&, const Context&);

void evolve(Catalog&, const PriceCreated&, const EventMeta&);
void evolve(Catalog&, const PriceUpdated&, const EventMeta&);

} // namespace portal
